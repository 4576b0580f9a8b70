#include "elf/splice.h"

#include <gtest/gtest.h>

#include "compressed.h"
#include "elf_bytes.h"
#include "elf_forms.h"

namespace btfkit::test {
namespace {

using elf::File;

ElfBytes sample(ElfForm form = {}) {
  ElfBytes parts;
  parts.endian = form.endian;
  parts.is_64 = form.is_64;
  parts.add({.name = ".text", .flags = SHF_ALLOC, .data = std::string(16, 'x'), .alignment = 8});
  parts.add({.name = ".bss", .type = SHT_NOBITS, .flags = SHF_ALLOC, .size_without_data = 1 << 30});
  parts.add_symbols({{"main", ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), 1, 8, 8}});
  return parts;
}

// The file with `content` as its section .BTF, or the error.
std::string spliced(const std::string& text, const std::string& content) {
  auto bytes = exact(text);
  auto file = File::open(bytes);
  if (!file) return "can't be opened: " + file.error().message();
  auto data = exact(content);
  std::vector<elf::SectionContent> contents = {{".BTF", data}};
  auto splice = elf::splice(*file, contents);
  if (!splice) return "error: " + splice.error().message();
  return text_of(splice->header) +
         text.substr(splice->header.size(), splice->kept - splice->header.size()) +
         text_of(splice->tail);
}

class Splice : public testing::TestWithParam<ElfForm> {
 protected:
  ElfBytes parts_ = sample(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Elf, Splice, kElfForms, name_of_form);

TEST_P(Splice, AddsSectionAndKeepsTheOthers) {
  std::string old = parts_.bytes();
  auto bytes = exact(spliced(old, "content"));
  auto file = File::open(bytes);
  ASSERT_EQ(message(file), "");
  EXPECT_EQ(file->sections().size(), 7u);
  EXPECT_EQ(as_text(file->sections()[6].data), "content");
  EXPECT_EQ(file->sections()[6].name, ".BTF");
  EXPECT_EQ(file->sections()[6].type, uint32_t{SHT_PROGBITS});
  EXPECT_EQ(file->sections()[6].flags, 0u);
  EXPECT_EQ(file->find_section(".text")->data.data() - bytes.data(), GetParam().is_64 ? 64 : 56);
  EXPECT_EQ(as_text(file->find_section(".text")->data), std::string(16, 'x'));
  EXPECT_EQ(file->find_section(".bss")->size, uint64_t{1} << 30);
  EXPECT_EQ(file->symbols()->at(1).name, "main");
}

TEST_P(Splice, ReplacesSection) {
  std::string once = spliced(parts_.bytes(), "content");
  EXPECT_EQ(spliced(once, "content"), once);
  EXPECT_EQ(spliced(spliced(once, "something longer"), "content"), once);
}

TEST(SpliceElf, RefusesSectionThatRelocationsAreFor) {
  ElfBytes parts = sample();
  uint32_t btf = parts.add({.name = ".BTF", .data = "12345678"});
  parts.add_relocations(btf, {{0, 1, 1}});
  EXPECT_EQ(spliced(parts.bytes(), "new"),
            "error: section '.BTF': the relocations of '.rel.BTF' are for what it holds now");
}

TEST(SpliceElf, RefusesOddAlignment) {
  ElfBytes parts = sample();
  parts.add({.name = ".BTF", .data = "12345678", .alignment = uint64_t{1} << 33});
  EXPECT_EQ(
      spliced(parts.bytes(), "new"),
      "error: section '.BTF': its alignment is 8589934592, a power of 2 up to 65536 expected");
}

TEST(SpliceElf, PassesOverThePlaceOfSectionsWithoutBytes) {
  std::string whole = sample().bytes();
  std::string moved = with(whole, field_of(whole, 2, kSectionOffset), uint64_t{1} << 60);
  EXPECT_EQ(spliced(moved, "new").size(), spliced(whole, "new").size());
}

TEST(SpliceElf, RefusesSectionInElfHeader) {
  std::string whole = sample().bytes();
  EXPECT_EQ(spliced(with(whole, field_of(whole, 1, kSectionOffset), uint64_t{63}), "new"),
            "error: section [1] '.text' begins in the ELF header");
}

TEST(SpliceElf, RefusesCompressedSectionNames) {
  // Any offset into the names is that of a name.
  std::string names(100, '\0');
  ByteWriter header(Endian::kLittle);
  header.u32(ELFCOMPRESS_ZLIB);
  header.u32(0);
  header.u64(names.size());
  header.u64(1);
  ElfBytes parts = sample();
  uint32_t index = parts.add({.name = "names",
                              .type = SHT_STRTAB,
                              .flags = SHF_COMPRESSED,
                              .data = text_of(std::move(header).take()) + deflated(names, 15)});
  std::string whole = with(parts.bytes(), kElfSectionNames, static_cast<uint16_t>(index));
  EXPECT_EQ(spliced(whole, "new"), "error: section [5]: the section names are compressed");
}

TEST(SpliceElf, RefusesToReplaceSectionNames) {
  ElfBytes parts = sample();
  std::string whole = parts.bytes();
  size_t name = whole.find(std::string_view("\0.shstrtab", 10));
  ASSERT_NE(name, whole.npos);
  whole.replace(name + 1, 5, std::string(".BTF\0", 5));
  EXPECT_EQ(spliced(whole, "new"), "error: section '.BTF' holds the section names");
}

TEST(SpliceElf, RefusesFileWithoutSectionNames) {
  std::string one = with(sample().bytes(), kElfSectionCount, uint16_t{1});
  EXPECT_EQ(spliced(with(one, kElfSectionNames, uint16_t{5}), "new"),
            "error: ELF header: section [5] of the section names is not there");
}

TEST(SpliceElf, SurvivesEveryByteChange) {
  std::string whole = sample().bytes();
  for (size_t at = 0; at < whole.size(); ++at) {
    for (uint8_t value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      std::string text = spliced(with(whole, at, value), "content");
      EXPECT_TRUE(text.starts_with("\177ELF") || !text.contains('\n')) << at;
    }
  }
}

}  // namespace
}  // namespace btfkit::test
