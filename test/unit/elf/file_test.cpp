#include "elf/file.h"

#include <gtest/gtest.h>

#include "elf_bytes.h"
#include "elf_forms.h"

namespace btfkit::test {
namespace {

using elf::File;

// A file of each class and byte order.
ElfBytes sample(ElfForm form = {Endian::kLittle, true}) {
  ElfBytes parts;
  parts.is_64 = form.is_64;
  parts.endian = form.endian;
  uint32_t text = parts.add({.name = "xdp",
                             .flags = SHF_ALLOC | SHF_EXECINSTR,
                             .data = std::string(16, 'x'),
                             .alignment = 8});
  parts.add({.name = ".bss", .type = SHT_NOBITS, .flags = SHF_ALLOC, .size_without_data = 4096});
  parts.add_symbols({{"prog", ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), 1, 8, 8},
                     {"elsewhere", ELF64_ST_INFO(STB_WEAK, STT_NOTYPE), SHN_UNDEF, 0, 0},
                     {"fixed", ELF64_ST_INFO(STB_LOCAL, STT_OBJECT), SHN_ABS, 77, 0}});
  parts.add_relocations(text, {{8, 2, 10}, {0, 1, 1}});
  return parts;
}

std::string opened(const std::string& text) {
  return message(File::open(exact(text)));
}

std::string symbols_of(const std::string& text) {
  auto bytes = exact(text);
  auto file = File::open(bytes);
  return file ? message(file->symbols()) : file.error().message();
}

class EachForm : public testing::TestWithParam<ElfForm> {
 protected:
  std::vector<std::byte> bytes_ = exact(sample(GetParam()).bytes());
  File file_ = *File::open(bytes_);
};

INSTANTIATE_TEST_SUITE_P(Elf, EachForm, kElfForms, name_of_form);

TEST_P(EachForm, HasLayout) {
  EXPECT_EQ(file_.layout(), std::vector<uint64_t>({0, 1 << 16, (1 << 16) + 16, 0, 0, 0, 0}));
}

TEST_P(EachForm, IsKnown) {
  EXPECT_EQ(file_.is_64(), GetParam().is_64);
  EXPECT_EQ(file_.endian(), GetParam().endian);
  EXPECT_EQ(file_.machine(), 247);
  EXPECT_EQ(file_.type(), ET_REL);
}

TEST_P(EachForm, HasSectionsByNumber) {
  ASSERT_EQ(file_.sections().size(), 7u);
  EXPECT_EQ(file_.sections()[0].name, "");
  const elf::Section& text = file_.sections()[1];
  EXPECT_EQ(text.index, 1u);
  EXPECT_EQ(text.name, "xdp");
  EXPECT_EQ(text.flags, uint64_t{SHF_ALLOC | SHF_EXECINSTR});
  EXPECT_EQ(as_text(text.data), std::string(16, 'x'));
  EXPECT_EQ(file_.find_section("xdp"), &text);
  EXPECT_EQ(file_.find_section("none"), nullptr);
}

TEST_P(EachForm, HasNoBytesForNobits) {
  const elf::Section& bss = *file_.find_section(".bss");
  EXPECT_EQ(bss.size, 4096u);
  EXPECT_TRUE(bss.data.empty());
}

TEST_P(EachForm, HasSymbols) {
  auto symbols = file_.symbols();
  ASSERT_EQ(message(symbols), "");
  ASSERT_EQ(symbols->size(), 4u);
  const elf::Symbol& prog = symbols->at(1);
  EXPECT_EQ(prog.name, "prog");
  EXPECT_EQ(prog.value, 8u);
  EXPECT_EQ(prog.size, 8u);
  EXPECT_EQ(prog.section, 1u);
  EXPECT_EQ(prog.type, STT_FUNC);
  EXPECT_EQ(prog.binding, STB_GLOBAL);
  EXPECT_EQ(symbols->at(2).section, uint32_t{SHN_UNDEF});
  EXPECT_EQ(symbols->at(3).section, uint32_t{SHN_ABS});
}

TEST_P(EachForm, HasRelocationsInTheFilesOrder) {
  auto relocations = file_.relocations(*file_.find_section(".relxdp"));
  ASSERT_EQ(message(relocations), "");
  ASSERT_EQ(relocations->size(), 2u);
  EXPECT_EQ(relocations->at(0).offset, 8u);
  EXPECT_EQ(relocations->at(0).symbol, 2u);
  EXPECT_EQ(relocations->at(0).type, 10u);
  EXPECT_EQ(relocations->at(1).addend, 0);
}

TEST_P(EachForm, SurvivesEveryTruncation) {
  std::string whole = text_of(bytes_);
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(opened(whole.substr(0, size)), "") << size;
  }
}

TEST_P(EachForm, SurvivesEveryByteChange) {
  std::string whole = text_of(bytes_);
  for (size_t at = 0; at < whole.size(); ++at) {
    for (uint8_t value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      auto bytes = exact(with(whole, at, value));
      auto file = File::open(bytes);
      if (!file) continue;
      EXPECT_EQ(message(file->symbols()).find('\n'), std::string::npos);
      for (const elf::Section& section : file->sections()) {
        if (section.type == SHT_REL || section.type == SHT_RELA) {
          EXPECT_EQ(message(file->relocations(section)).find('\n'), std::string::npos);
        }
      }
    }
  }
}

TEST(ElfFile, RefusesOtherFiles) {
  EXPECT_EQ(opened(""), "it is not an ELF file");
  EXPECT_EQ(opened("#!/bin/sh"), "it is not an ELF file");
  EXPECT_TRUE(opened("\177ELF").starts_with("ELF header: "));
}

TEST(ElfFile, RefusesSectionTableOutsideTheFile) {
  std::string bytes = sample().bytes();
  std::string size = std::to_string(bytes.size());
  EXPECT_EQ(
      opened(with(bytes, kElfSectionTable, uint64_t{1} << 40)),
      "ELF header: section headers at 1099511627776 with 448 bytes are not inside the file's " +
          size);
  EXPECT_TRUE(opened(with(bytes, kElfSectionCount, uint16_t{0xfeff})).starts_with("ELF header: "));
}

// With 65,280 sections and more the count is the size of section 0.
TEST(ElfFile, RefusesExtendedSectionCountOutsideTheFile) {
  std::string bytes = with(sample().bytes(), kElfSectionCount, uint16_t{0});
  for (uint64_t count :
       {uint64_t{0}, uint64_t{8}, uint64_t{70'000}, uint64_t{1} << 58, UINT64_MAX}) {
    EXPECT_TRUE(
        opened(with(bytes, field_of(bytes, 0, kSectionSize), count)).starts_with("ELF header: "))
        << count << ": " << opened(with(bytes, field_of(bytes, 0, kSectionSize), count));
  }
  EXPECT_EQ(opened(with(bytes, field_of(bytes, 0, kSectionSize), uint64_t{7})), "");
}

TEST(ElfFile, RefusesSectionOutsideTheFile) {
  std::string bytes = sample().bytes();
  EXPECT_EQ(opened(with(bytes, field_of(bytes, 1, kSectionSize), UINT64_MAX)),
            fmt::format("section [1] 'xdp': 18446744073709551615 bytes at 64 are not inside the "
                        "file's {}",
                        bytes.size()));
  EXPECT_EQ(opened(with(bytes, field_of(bytes, 1, kSectionOffset), UINT64_MAX)),
            fmt::format("section [1] 'xdp': 16 bytes at 18446744073709551615 are not inside the "
                        "file's {}",
                        bytes.size()));
}

TEST(ElfFile, RefusesNamesOutsideTheirTable) {
  std::string bytes = sample().bytes();
  EXPECT_TRUE(opened(with(bytes, field_of(bytes, 2, kSectionName), uint32_t{5000}))
                  .starts_with("section [2]: its name: "));
  EXPECT_TRUE(
      opened(with(bytes, kElfSectionNames, uint16_t{0})).starts_with("section [1]: its name"));
  EXPECT_TRUE(
      opened(with(bytes, kElfSectionNames, uint16_t{99})).starts_with("section [1]: its name"));
}

TEST(ElfFile, RefusesSymbolInSectionThatIsNotThere) {
  ElfBytes parts;
  parts.add_symbols({{"wild", 0, 9, 0, 0}});
  EXPECT_EQ(symbols_of(parts.bytes()),
            "section '.symtab': symbol [1] 'wild' is in section 9, the last is 3");
}

// SHN_XINDEX says that the number is in another table, which isn't there.
TEST(ElfFile, RefusesExtendedSymbolWithoutTable) {
  ElfBytes parts;
  parts.add_symbols({{"wild", 0, SHN_XINDEX, 0, 0}});
  EXPECT_EQ(symbols_of(parts.bytes()),
            "section '.symtab': symbol [1] 'wild' has the number of its section in a table that is "
            "not there");
}

TEST(ElfFile, ReadsExtendedSymbolSections) {
  ElfBytes parts;
  uint32_t symbols = parts.add_symbols({{"here", 0, SHN_XINDEX, 0, 0}});
  parts.add({.name = ".symtab_shndx",
             .type = SHT_SYMTAB_SHNDX,
             .data = std::string("\0\0\0\0\1\0\0\0", 8),
             .link = symbols,
             .alignment = 4,
             .entry_size = 4});
  auto bytes = exact(parts.bytes());
  EXPECT_EQ(File::open(bytes)->symbols()->at(1).section, 1u);
}

TEST(ElfFile, RefusesSymbolNamesOutsideTheirTable) {
  ElfBytes parts;
  parts.add_symbols({{"x", 0, 0, 0, 0}});
  std::string bytes = parts.bytes();
  EXPECT_TRUE(symbols_of(with(bytes, field_of(bytes, 2, kSectionLink), uint32_t{99}))
                  .starts_with("section '.symtab': name of symbol [0]: "));
}

TEST(ElfFile, HasNoSymbolsWithoutTheirSection) {
  ElfBytes parts;
  auto bytes = exact(parts.bytes());
  EXPECT_TRUE(File::open(bytes)->symbols()->empty());
}

TEST(ElfFile, StaysWhereItIsWhenMoved) {
  auto bytes = exact(sample().bytes());
  File first = *File::open(bytes);
  File second = std::move(first);
  EXPECT_EQ(second.symbols()->at(1).name, "prog");
}

}  // namespace
}  // namespace btfkit::test
