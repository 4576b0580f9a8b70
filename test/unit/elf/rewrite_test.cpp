#include "elf/rewrite.h"

#include <gtest/gtest.h>

#include "elf_bytes.h"
#include "elf_forms.h"

namespace btfkit::test {
namespace {

using elf::File;

ElfBytes sample(ElfForm form = {}) {
  ElfBytes parts;
  parts.endian = form.endian;
  parts.is_64 = form.is_64;
  uint32_t text = parts.add({.name = "xdp",
                             .flags = SHF_ALLOC | SHF_EXECINSTR,
                             .data = std::string(16, 'x'),
                             .alignment = 8});
  parts.add({.name = ".bss", .type = SHT_NOBITS, .flags = SHF_ALLOC, .size_without_data = 1 << 30});
  parts.add({.name = ".empty"});
  parts.add_symbols({{"prog", ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), 1, 8, 8}});
  parts.add_relocations(text, {{8, 1, 10}});
  return parts;
}

// The rewritten bytes of a file, or the error.
std::string rewritten(const std::string& text, const elf::Edits& edits = {}) {
  auto bytes = exact(text);
  auto file = File::open(bytes);
  if (!file) return "can't be opened: " + file.error().message();
  auto result = elf::rewrite(*file, edits);
  return result ? text_of(*result) : "error: " + result.error().message();
}

class Rewrite : public testing::TestWithParam<ElfForm> {
 protected:
  void expect_same(const File& file) {
    EXPECT_EQ(file.endian(), GetParam().endian);
    EXPECT_EQ(file.is_64(), GetParam().is_64);
    EXPECT_EQ(file.machine(), 247);
    EXPECT_EQ(file.find_section("xdp")->index, 1u);
    EXPECT_EQ(file.find_section(".bss")->size, uint64_t{1} << 30);
    EXPECT_EQ(file.find_section(".symtab")->index, 5u);
    EXPECT_EQ(file.symbols()->at(1).name, "prog");
    EXPECT_EQ(file.symbols()->at(1).value, 8u);
    auto relocations = file.relocations(*file.find_section(".relxdp"));
    EXPECT_EQ(relocations->at(0).offset, 8u);
    EXPECT_EQ(relocations->at(0).type, 10u);
  }

  ElfBytes parts_ = sample(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Elf, Rewrite, kElfForms, name_of_form);

TEST_P(Rewrite, WithoutEditsKeepsEverything) {
  auto bytes = exact(rewritten(parts_.bytes()));
  auto file = File::open(bytes);
  ASSERT_EQ(message(file), "");
  EXPECT_EQ(file->sections().size(), 8u);
  EXPECT_EQ(as_text(file->find_section("xdp")->data), std::string(16, 'x'));
  expect_same(*file);
}

TEST_P(Rewrite, ReplacesSection) {
  elf::Edits edits;
  edits.replaced[1] = exact("longer than the old content was");
  edits.replaced[3] = exact("no longer empty");
  auto bytes = exact(rewritten(parts_.bytes(), edits));
  auto file = File::open(bytes);
  ASSERT_EQ(message(file), "");
  EXPECT_EQ(as_text(file->sections()[1].data), "longer than the old content was");
  EXPECT_EQ(as_text(file->sections()[3].data), "no longer empty");
  expect_same(*file);
}

TEST_P(Rewrite, RenamesSection) {
  elf::Edits edits;
  edits.renamed[1] = "?xdp";
  auto bytes = exact(rewritten(parts_.bytes(), edits));
  auto file = File::open(bytes);
  ASSERT_EQ(message(file), "");
  EXPECT_EQ(file->sections()[1].name, "?xdp");
  EXPECT_EQ(as_text(file->sections()[1].data), std::string(16, 'x'));
  EXPECT_EQ(file->sections().size(), 8u);
}

TEST_P(Rewrite, EmptiesSection) {
  elf::Edits edits;
  edits.replaced[1] = {};
  auto bytes = exact(rewritten(parts_.bytes(), edits));
  EXPECT_EQ(File::open(bytes)->find_section("xdp")->size, 0u);
}

TEST_P(Rewrite, AddsSectionBehindTheOthers) {
  elf::Edits edits;
  edits.added.push_back({".one", SHT_PROGBITS, 0, 8, exact("first")});
  edits.added.push_back({".two", SHT_PROGBITS, SHF_ALLOC, 1, {}});
  auto bytes = exact(rewritten(parts_.bytes(), edits));
  auto file = File::open(bytes);
  ASSERT_EQ(message(file), "");
  EXPECT_EQ(file->sections()[8].name, ".one");
  EXPECT_EQ(as_text(file->sections()[8].data), "first");
  EXPECT_EQ(file->sections()[9].name, ".two");
  EXPECT_EQ(file->sections()[9].flags, uint64_t{SHF_ALLOC});
  expect_same(*file);
}

TEST_P(Rewrite, GivesTheSameBytesForTheSameInput) {
  EXPECT_EQ(rewritten(parts_.bytes()), rewritten(parts_.bytes()));
  std::string once = rewritten(parts_.bytes());
  EXPECT_EQ(rewritten(once), once);
}

TEST(RewriteElf, RefusesAllButRelocatableObjects) {
  ElfBytes parts = sample();
  for (uint16_t type : {ET_EXEC, ET_DYN, ET_CORE}) {
    parts.type = type;
    EXPECT_EQ(rewritten(parts.bytes()), "error: only a relocatable object can be rewritten");
  }
}

// Nothing in such a file says which section holds the names, or that there are any.
TEST(RewriteElf, RefusesFileWithoutSectionNames) {
  std::string bytes = sample().bytes();
  std::string one = with(bytes, kElfSectionCount, uint16_t{1});
  EXPECT_EQ(rewritten(with(one, kElfSectionNames, uint16_t{5})),
            "error: ELF header: section [5] of the section names is not there");
  std::string none = with(with(one, kElfSectionCount, uint16_t{0}), kElfSectionTable, uint64_t{0});
  EXPECT_EQ(rewritten(with(none, kElfSectionNames, uint16_t{0})),
            "error: ELF header: section [0] of the section names is not there");
}

// A gap of that size would be written, and the memory for it be needed first.
TEST(RewriteElf, RefusesHugeAlignment) {
  std::string bytes = sample().bytes();
  EXPECT_EQ(rewritten(with(bytes, field_of(bytes, 1, kSectionAlignment), uint64_t{1} << 33)),
            "error: section 'xdp': its alignment is 8589934592, at most 65536 expected");
}

// An object has none, but a crafted header may say that it does.
TEST(RewriteElf, LeavesProgramHeadersOut) {
  constexpr size_t kProgramHeaderOffset = 32, kProgramHeaderCount = 56;
  std::string bytes = with(sample().bytes(), kProgramHeaderCount, uint16_t{3});
  std::string out = rewritten(with(bytes, kProgramHeaderOffset, uint64_t{64}));
  EXPECT_EQ(out, rewritten(sample().bytes()));
}

TEST(RewriteElf, SurvivesEveryByteChange) {
  std::string whole = sample().bytes();
  for (size_t at = 0; at < whole.size(); ++at) {
    for (uint8_t value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      std::string text = rewritten(with(whole, at, value));
      EXPECT_TRUE(text.starts_with("\177ELF") || !text.contains('\n')) << at;
    }
  }
}

}  // namespace
}  // namespace btfkit::test
