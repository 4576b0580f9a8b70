// An ELF file as parts that a test can change before they become bytes, right or wrong.
#pragma once

#include <elf.h>

#include <string>
#include <vector>

#include "message.h"

namespace btfkit::test {

struct ElfSection {
  std::string name;
  uint32_t type = SHT_PROGBITS;
  uint64_t flags = 0;
  std::string data = {};
  uint32_t link = 0;
  uint32_t info = 0;
  uint64_t alignment = 1;
  uint64_t entry_size = 0;
  uint64_t size_without_data = 0;  // NOBITS
};

struct ElfSymbol {
  std::string name;
  uint8_t info = 0;  // ELF64_ST_INFO
  uint16_t section = 0;
  uint64_t value = 0;
  uint64_t size = 0;
};

struct ElfRelocation {
  uint64_t offset;
  uint32_t symbol;
  uint32_t type;
};

// Section 0 and the section names, which come last, are added by bytes().
struct ElfBytes {
  Endian endian = Endian::kLittle;
  bool is_64 = true;
  uint16_t type = ET_REL;
  uint16_t machine = 247;  // EM_BPF
  std::vector<ElfSection> sections;

  // A section's number, by the order in which they were added.
  uint32_t add(ElfSection section) {
    sections.push_back(std::move(section));
    return static_cast<uint32_t>(sections.size());
  }

  // Adds .strtab and .symtab; symbol 0 is added too.
  uint32_t add_symbols(const std::vector<ElfSymbol>& symbols) {
    std::string names(1, '\0');
    ByteWriter table(endian);
    write_symbol(table, 0, {});
    for (const ElfSymbol& symbol : symbols) {
      write_symbol(table, static_cast<uint32_t>(names.size()), symbol);
      names += symbol.name + '\0';
    }
    uint32_t strings = add({.name = ".strtab", .type = SHT_STRTAB, .data = names});
    return add({.name = ".symtab",
                .type = SHT_SYMTAB,
                .data = text_of(std::move(table).take()),
                .link = strings,
                .alignment = 8,
                .entry_size = is_64 ? 24u : 16u});
  }

  uint32_t add_relocations(uint32_t section, const std::vector<ElfRelocation>& relocations) {
    ByteWriter table(endian);
    for (const ElfRelocation& relocation : relocations) {
      word(table, relocation.offset);
      word(table, is_64 ? uint64_t{relocation.symbol} << 32 | relocation.type
                        : relocation.symbol << 8 | relocation.type);
    }
    return add({.name = ".rel" + sections[section - 1].name,
                .type = SHT_REL,
                .data = text_of(std::move(table).take()),
                .info = section,
                .alignment = 8,
                .entry_size = is_64 ? 16u : 8u});
  }

  std::string bytes() const {
    std::vector<ElfSection> all{{.name = "", .type = SHT_NULL, .alignment = 0}};
    all.insert(all.end(), sections.begin(), sections.end());
    all.push_back({.name = ".shstrtab", .type = SHT_STRTAB});
    std::string& names = all.back().data;
    std::vector<uint32_t> name_offsets;
    std::string text;
    for (const ElfSection& section : all) {
      name_offsets.push_back(static_cast<uint32_t>(text.size()));
      text += section.name + '\0';
    }
    names = text;

    ByteWriter out(endian);
    uint64_t header_size = is_64 ? 64 : 52;
    uint64_t offset = header_size;
    std::vector<uint64_t> offsets;
    for (const ElfSection& section : all) {
      offset = (offset + 7) / 8 * 8;
      offsets.push_back(offset);
      offset += section.data.size();
    }
    uint64_t table = (offset + 7) / 8 * 8;

    out.bytes(as_bytes("\177ELF"));
    out.u8(is_64 ? ELFCLASS64 : ELFCLASS32);
    out.u8(endian == Endian::kLittle ? ELFDATA2LSB : ELFDATA2MSB);
    out.u8(EV_CURRENT);
    out.bytes(std::vector<std::byte>(9));
    out.u16(type);
    out.u16(machine);
    out.u32(EV_CURRENT);
    word(out, 0);  // entry
    word(out, 0);  // program headers
    word(out, table);
    out.u32(0);  // flags
    out.u16(static_cast<uint16_t>(header_size));
    out.u16(0);
    out.u16(0);
    out.u16(is_64 ? 64 : 40);
    out.u16(static_cast<uint16_t>(all.size()));
    out.u16(static_cast<uint16_t>(all.size() - 1));
    for (const ElfSection& section : all) {
      out.align(8);
      out.bytes(as_bytes(section.data));
    }
    out.align(8);
    for (size_t i = 0; i < all.size(); ++i) {
      const ElfSection& section = all[i];
      out.u32(name_offsets[i]);
      out.u32(section.type);
      word(out, section.flags);
      word(out, 0);  // address
      word(out, i == 0 ? 0 : offsets[i]);
      word(out, section.type == SHT_NOBITS ? section.size_without_data : section.data.size());
      out.u32(section.link);
      out.u32(section.info);
      word(out, section.alignment);
      word(out, section.entry_size);
    }
    return text_of(std::move(out).take());
  }

 private:
  // 4 bytes in a 32-bit file, 8 in a 64-bit one.
  void word(ByteWriter& out, uint64_t value) const {
    if (is_64) {
      out.u64(value);
    } else {
      out.u32(static_cast<uint32_t>(value));
    }
  }

  void write_symbol(ByteWriter& out, uint32_t name, const ElfSymbol& symbol) const {
    out.u32(name);
    if (!is_64) {
      word(out, symbol.value);
      word(out, symbol.size);
    }
    out.u8(symbol.info);
    out.u8(0);
    out.u16(symbol.section);
    if (is_64) {
      word(out, symbol.value);
      word(out, symbol.size);
    }
  }
};

// `text` with the bytes of `value` at `at`.
template <typename T>
std::string with(std::string text, size_t at, T value, Endian endian = Endian::kLittle) {
  value = to_endian(value, endian);
  std::memcpy(text.data() + at, &value, sizeof value);
  return text;
}

// The fields of a 64-bit ELF header, by their offsets.
enum ElfField : size_t {
  kElfSectionTable = 40,
  kElfSectionSize = 58,
  kElfSectionCount = 60,
  kElfSectionNames = 62,
};

// The fields of a 64-bit section header.
enum ElfSectionField : size_t {
  kSectionName = 0,
  kSectionType = 4,
  kSectionOffset = 24,
  kSectionSize = 32,
  kSectionLink = 40,
  kSectionInfo = 44,
  kSectionAlignment = 48,
  kSectionEntrySize = 56,
};

// Where a field of a section's header is in a little-endian 64-bit file.
inline size_t field_of(const std::string& bytes, uint32_t section, size_t field) {
  uint64_t table;
  std::memcpy(&table, bytes.data() + kElfSectionTable, sizeof table);
  return to_endian(table, Endian::kLittle) + section * 64 + field;
}

}  // namespace btfkit::test
