#include "elf_section.h"

#include <gtest/gtest.h>

#include "elf_file.h"

namespace loader::test {
namespace {

// The plan's content, or the error.
std::string find(const std::string& bytes) {
  const std::vector<std::byte> heap = exact(bytes);
  Bytes plan;
  bpfload_error error = {};
  if (!find_plan_section(heap, plan, error)) return error.text;
  return {reinterpret_cast<const char*>(plan.data()), plan.size()};
}

template <class Change>
std::string find_after(Change change) {
  ElfFile file;
  change(file);
  return find(file.bytes());
}

TEST(ElfSection, FindsThePlan) {
  EXPECT_EQ(find(ElfFile().bytes()), "the plan");
}

TEST(ElfSection, RefusesWhatIsNoElf) {
  EXPECT_EQ(find(""), "is empty");
  EXPECT_EQ(find("#!/bin/sh\n"), "is not an ELF file");
}

TEST(ElfSection, RefusesOtherElf) {
  EXPECT_EQ(find_after([](ElfFile& file) { file.header.e_ident[EI_CLASS] = ELFCLASS32; }),
            "is a 32-bit ELF file; an image is a 64-bit one");
  EXPECT_EQ(find_after([](ElfFile& file) { file.header.e_ident[EI_CLASS] = 7; }),
            "ELF class is 7, expected 2");
  EXPECT_EQ(find_after([](ElfFile& file) { file.header.e_machine = EM_X86_64; }),
            "is an ELF file for machine 62, not for BPF (247)");
  EXPECT_EQ(find_after([](ElfFile& file) { file.header.e_ident[EI_DATA] ^= 3; }),
            std::endian::native == std::endian::little ? "was made for a big-endian machine"
                                                       : "was made for a little-endian machine");
  EXPECT_EQ(
      find_after([](ElfFile& file) { file.header.e_ident[EI_DATA] = 9; }),
      "ELF data encoding is 9, expected " + std::to_string(ElfFile().header.e_ident[EI_DATA]));
}

TEST(ElfSection, RefusesHeaderThatIsCutOff) {
  for (size_t size = 4; size < sizeof(Elf64_Ehdr); size++) {
    EXPECT_EQ(find(ElfFile().bytes().substr(0, size)), "ELF header is cut off") << size;
  }
}

TEST(ElfSection, RefusesSectionTable) {
  EXPECT_EQ(find_after([](ElfFile& file) { file.header.e_shnum = 0; }),
            "has no section .btfkit.plan");
  EXPECT_EQ(find_after([](ElfFile& file) { file.header.e_shentsize = 40; }),
            "ELF section headers have 40 bytes, expected 64");
  EXPECT_EQ(find_after([](ElfFile& file) { file.header.e_shstrndx = 3; }),
            "ELF section 3 is out of range (there are 3)");
  EXPECT_EQ(find_after([](ElfFile& file) { file.header.e_shstrndx = 2; }),
            "has no table of section names");
  EXPECT_EQ(find_after([](ElfFile& file) { file.header.e_shnum = 4; }),
            "ELF section headers reach beyond the end of the file (288 bytes)");
  EXPECT_EQ(find_after([](ElfFile& file) { file.header.e_shoff = UINT64_MAX - 70; }),
            "ELF section headers reach beyond the end of the file (288 bytes)");
}

TEST(ElfSection, RefusesSectionsBeyondTheEnd) {
  EXPECT_EQ(find_after([](ElfFile& file) { file.sections[2].sh_size = UINT64_MAX; }),
            "ELF section 2 reaches beyond the end of the file (288 bytes)");
  EXPECT_EQ(find_after([](ElfFile& file) { file.sections[2].sh_offset = 289; }),
            "ELF section 2 reaches beyond the end of the file (288 bytes)");
}

TEST(ElfSection, RefusesPlanSections) {
  EXPECT_EQ(find_after([](ElfFile& file) { file.sections[2].sh_name = 12; }),
            "has no section .btfkit.plan: it is not an image");
  EXPECT_EQ(find_after([](ElfFile& file) { file.sections[2].sh_name = UINT32_MAX; }),
            "has no section .btfkit.plan: it is not an image");
  EXPECT_EQ(find_after([](ElfFile& file) { file.sections[1].sh_name = 11; }),
            "has two sections .btfkit.plan");
  EXPECT_EQ(find_after([](ElfFile& file) { file.sections[2].sh_type = SHT_NOBITS; }),
            "section .btfkit.plan has no plain content");
  EXPECT_EQ(find_after([](ElfFile& file) { file.sections[2].sh_flags = SHF_COMPRESSED; }),
            "section .btfkit.plan has no plain content");
}

}  // namespace
}  // namespace loader::test
