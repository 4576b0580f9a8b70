// An image's file as parts that a test can change before they become bytes.
#pragma once

#include <elf.h>

#include <utility>

#include "plan_builder.h"

namespace loader::test {

// An ELF file of three sections: none, names, plan. The parts are there to be changed.
struct ElfFile {
  Elf64_Ehdr header = {};
  std::string names = std::string("\0.shstrtab\0.btfkit.plan\0", 24);
  std::string plan;
  Elf64_Shdr sections[3] = {};

  explicit ElfFile(std::string content = "the plan") : plan(std::move(content)) {
    memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] =
        std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
    header.e_machine = 247;
    header.e_shoff = sizeof header + names.size() + plan.size();
    header.e_shentsize = sizeof(Elf64_Shdr);
    header.e_shnum = 3;
    header.e_shstrndx = 1;
    sections[1] = {.sh_name = 1,
                   .sh_type = SHT_STRTAB,
                   .sh_flags = 0,
                   .sh_addr = 0,
                   .sh_offset = sizeof header,
                   .sh_size = names.size(),
                   .sh_link = 0,
                   .sh_info = 0,
                   .sh_addralign = 1,
                   .sh_entsize = 0};
    sections[2] = sections[1];
    sections[2].sh_name = 11;
    sections[2].sh_type = SHT_PROGBITS;
    sections[2].sh_offset = sizeof header + names.size();
    sections[2].sh_size = plan.size();
  }

  std::string bytes() const { return bytes_of(header) + names + plan + bytes_of(sections); }
};

}  // namespace loader::test
