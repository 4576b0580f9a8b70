// An executable as parts that a test can change before they become bytes: one segment, two tables
// of symbols, a note of a probe.
#pragma once

#include <elf.h>

#include "plan_builder.h"

namespace loader::test {

// A note's words and strings, each as a probe has them.
struct NoteParts {
  uint32_t type = 3;
  std::string owner = std::string("stapsdt\0", 8);
  uint64_t address = 0x401010;
  uint64_t base = 0x402000;
  uint64_t semaphore = 0x401020;
  std::string strings = std::string("prov\0tick\0-4@%eax 8@$5\0", 23);

  std::string bytes() const {
    const std::string description =
        bytes_of(address) + bytes_of(base) + bytes_of(semaphore) + strings;
    std::string note = bytes_of(static_cast<uint32_t>(owner.size())) +
                       bytes_of(static_cast<uint32_t>(description.size())) + bytes_of(type) +
                       owner + description;
    note.resize((note.size() + 3) / 4 * 4);
    return note;
  }
};

struct ExecutableFile {
  enum Section { kNames = 1, kSymbols, kStrings, kDynamic, kVersions, kNotes, kBase, kCount };

  Elf64_Ehdr header = {};
  Elf64_Phdr segment = {};
  std::string content[kCount];
  Elf64_Shdr sections[kCount] = {};

  ExecutableFile() {
    memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] =
        std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
    header.e_type = ET_EXEC;
    header.e_machine = EM_X86_64;
    header.e_phoff = sizeof header;
    header.e_phentsize = sizeof segment;
    header.e_phnum = 1;
    header.e_shentsize = sizeof(Elf64_Shdr);
    header.e_shnum = kCount;
    header.e_shstrndx = kNames;
    // 256 bytes from byte 16 of the file.
    segment = {.p_type = PT_LOAD,
               .p_flags = PF_R | PF_X,
               .p_offset = 16,
               .p_vaddr = 0x401000,
               .p_paddr = 0,
               .p_filesz = 256,
               .p_memsz = 256,
               .p_align = 1};
    name(kNames, ".shstrtab", SHT_STRTAB);
    name(kSymbols, ".symtab", SHT_SYMTAB, kStrings);
    name(kStrings, ".strtab", SHT_STRTAB);
    name(kDynamic, ".dynsym", SHT_DYNSYM, kStrings);
    name(kVersions, ".gnu.version", SHT_GNU_versym);
    name(kNotes, ".note.stapsdt", SHT_NOTE);
    name(kBase, ".stapsdt.base", SHT_PROGBITS);
    sections[kBase].sh_addr = 0x402000;
    content[kStrings].push_back('\0');
    content[kNotes] = NoteParts().bytes();
  }

  void add(Section table, const std::string& symbol, uint64_t address, unsigned type = STT_FUNC,
           unsigned binding = STB_GLOBAL, uint16_t version = 1) {
    const Elf64_Sym entry = {.st_name = static_cast<uint32_t>(content[kStrings].size()),
                             .st_info = static_cast<unsigned char>(ELF64_ST_INFO(binding, type)),
                             .st_other = 0,
                             .st_shndx = 1,
                             .st_value = address,
                             .st_size = 0};
    content[table] += bytes_of(entry);
    content[kStrings] += symbol + '\0';
    if (table == kDynamic) content[kVersions] += bytes_of(version);
  }

  std::string bytes() const {
    ExecutableFile settled = *this;
    size_t at = sizeof header + sizeof segment;
    std::string all;
    for (size_t i = 1; i < kCount; i++) {
      settled.sections[i].sh_offset = at + all.size();
      settled.sections[i].sh_size = content[i].size();
      all += content[i];
    }
    // A test may have set it.
    if (settled.header.e_shoff == 0) settled.header.e_shoff = at + all.size();
    return bytes_of(settled.header) + bytes_of(segment) + all + bytes_of(settled.sections);
  }

 private:
  void name(Section section, const std::string& text, uint32_t type, uint32_t link = 0) {
    if (content[kNames].empty()) content[kNames].push_back('\0');
    sections[section].sh_name = static_cast<uint32_t>(content[kNames].size());
    sections[section].sh_type = type;
    sections[section].sh_link = link;
    content[kNames] += text + '\0';
  }
};

}  // namespace loader::test
