#include <gtest/gtest.h>

#include "elf/file.h"
#include "elf_bytes.h"

namespace btfkit::test {
namespace {

using namespace std::string_literals;

std::string note(uint32_t type, const std::string& name, const std::string& content,
                 Endian endian = Endian::kLittle) {
  ByteWriter writer(endian);
  writer.u32(static_cast<uint32_t>(name.size()));
  writer.u32(static_cast<uint32_t>(content.size()));
  writer.u32(type);
  writer.bytes(as_bytes(name));
  writer.align(4);
  writer.bytes(as_bytes(content));
  writer.align(4);
  return text_of(std::move(writer).take());
}

const std::string kGnu = "GNU\0"s;

std::string id_in(const std::string& notes, Endian endian = Endian::kLittle) {
  return elf::find_build_id(exact(notes), endian).value_or("none");
}

TEST(BuildId, IsFoundBehindOtherNotes) {
  EXPECT_EQ(id_in(note(NT_GNU_BUILD_ID, "Xen\0"s, "xxxx") + note(NT_GNU_ABI_TAG, kGnu, "abi") +
                  note(NT_GNU_BUILD_ID, kGnu, "the id") + note(NT_GNU_BUILD_ID, kGnu, "second")),
            "the id");
}

TEST(BuildId, HasTheByteOrderOfTheFile) {
  EXPECT_EQ(id_in(note(NT_GNU_BUILD_ID, kGnu, "id", Endian::kBig), Endian::kBig), "id");
  EXPECT_EQ(id_in(note(NT_GNU_BUILD_ID, kGnu, "id", Endian::kBig), Endian::kLittle), "none");
}

TEST(BuildId, IsNotInOtherNotes) {
  EXPECT_EQ(id_in(""), "none");
  EXPECT_EQ(id_in(note(NT_GNU_ABI_TAG, kGnu, "abi")), "none");
  EXPECT_EQ(id_in(note(NT_GNU_BUILD_ID, "Go\0\0"s, "id")), "none");
  EXPECT_EQ(id_in(note(NT_GNU_BUILD_ID, "GNUC\0"s, "id")), "none");
}

TEST(BuildId, IsNotReadBehindTheNotes) {
  std::string notes =
      note(NT_GNU_ABI_TAG, kGnu, "abi tag") + note(NT_GNU_BUILD_ID, kGnu, "identity");
  for (size_t size = 0; size < notes.size(); ++size) {
    EXPECT_EQ(id_in(notes.substr(0, size)), "none") << size;
  }
}

TEST(BuildId, SurvivesHugeSizes) {
  std::string notes = note(NT_GNU_BUILD_ID, kGnu, "identity");
  for (uint32_t size : {0xffffffffu, 0xfffffffdu, 0x80000000u}) {
    EXPECT_EQ(id_in(with(notes, 0, size)), "none");
    EXPECT_EQ(id_in(with(notes, 4, size)), "none");
  }
}

TEST(BuildId, IsThatOfANoteSection) {
  ElfBytes parts;
  parts.add({.name = ".data", .data = note(NT_GNU_BUILD_ID, kGnu, "data")});
  parts.add({.name = ".note.ABI-tag", .type = SHT_NOTE, .data = note(NT_GNU_ABI_TAG, kGnu, "abi")});
  parts.add({.name = ".notes", .type = SHT_NOTE, .data = note(NT_GNU_BUILD_ID, kGnu, "id")});
  auto bytes = exact(parts.bytes());
  EXPECT_EQ(elf::File::open(bytes)->build_id(), "id");
}

}  // namespace
}  // namespace btfkit::test
