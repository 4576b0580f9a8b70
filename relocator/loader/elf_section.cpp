// Finds one section of an ELF file by name, and reads nothing else of it. The header and the table
// of sections are copied out of the file only after their place in it was checked.
#include "elf_section.h"

#include <elf.h>

#include <bit>
#include <cstring>

#include "plan/format.h"

#ifndef EM_BPF
#define EM_BPF 247
#endif

namespace loader {
namespace {

constexpr unsigned char kHostData =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

bool in_file(Bytes file, uint64_t offset, uint64_t size) {
  return offset <= file.size() && size <= file.size() - offset;
}

bool read_header(Bytes file, Elf64_Ehdr& header, bpfload_error& error) {
  if (file.size() < SELFMAG || memcmp(file.data(), ELFMAG, SELFMAG) != 0) {
    return fail(error, file.empty() ? "is empty" : "is not an ELF file");
  }
  if (file.size() <= EI_DATA) return fail(error, "ELF header is cut off");
  const auto ident = [&](size_t index) { return static_cast<unsigned char>(file[index]); };
  if (ident(EI_CLASS) == ELFCLASS32) {
    return fail(error, "is a 32-bit ELF file; an image is a 64-bit one");
  }
  if (ident(EI_CLASS) != ELFCLASS64) {
    return fail(error, "ELF class is %u, expected %u", ident(EI_CLASS), ELFCLASS64);
  }
  if (ident(EI_DATA) == ELFDATA2LSB || ident(EI_DATA) == ELFDATA2MSB) {
    if (ident(EI_DATA) != kHostData) {
      return fail(error, "was made for a %s machine",
                  ident(EI_DATA) == ELFDATA2MSB ? "big-endian" : "little-endian");
    }
  } else {
    return fail(error, "ELF data encoding is %u, expected %u", ident(EI_DATA), kHostData);
  }
  if (file.size() < sizeof header) return fail(error, "ELF header is cut off");
  memcpy(&header, file.data(), sizeof header);
  if (header.e_machine != EM_BPF) {
    return fail(error, "is an ELF file for machine %u, not for BPF (%u)", header.e_machine, EM_BPF);
  }
  return true;
}

bool read_section(Bytes file, const Elf64_Ehdr& header, size_t index, Elf64_Shdr& section,
                  bpfload_error& error) {
  if (index >= header.e_shnum) {
    return fail(error, "ELF section %zu is out of range (there are %u)", index, header.e_shnum);
  }
  const size_t before = index * sizeof section;
  if (header.e_shoff > file.size() || !in_file(file, header.e_shoff + before, sizeof section)) {
    return fail(error, "ELF section headers reach beyond the end of the file (%zu bytes)",
                file.size());
  }
  memcpy(&section, file.data() + header.e_shoff + before, sizeof section);
  if (section.sh_type != SHT_NOBITS && !in_file(file, section.sh_offset, section.sh_size)) {
    return fail(error, "ELF section %zu reaches beyond the end of the file (%zu bytes)", index,
                file.size());
  }
  return true;
}

bool has_name(Bytes names, uint32_t offset, const char* name) {
  const size_t size = strlen(name) + 1;
  return in_file(names, offset, size) && memcmp(names.data() + offset, name, size) == 0;
}

}  // namespace

bool find_plan_section(Bytes file, Bytes& plan, bpfload_error& error) {
  Elf64_Ehdr header;
  if (!read_header(file, header, error)) return false;
  if (header.e_shnum == 0) return fail(error, "has no section %s", PLAN_SECTION);
  if (header.e_shentsize != sizeof(Elf64_Shdr)) {
    return fail(error, "ELF section headers have %u bytes, expected %zu", header.e_shentsize,
                sizeof(Elf64_Shdr));
  }
  Elf64_Shdr section;
  if (!read_section(file, header, header.e_shstrndx, section, error)) return false;
  if (section.sh_type != SHT_STRTAB) return fail(error, "has no table of section names");
  const Bytes names(file.data() + section.sh_offset, section.sh_size);

  bool found = false;
  for (size_t index = 0; index < header.e_shnum; index++) {
    if (!read_section(file, header, index, section, error)) return false;
    if (!has_name(names, section.sh_name, PLAN_SECTION)) continue;
    if (found) return fail(error, "has two sections %s", PLAN_SECTION);
    if (section.sh_type == SHT_NOBITS || (section.sh_flags & SHF_COMPRESSED) != 0) {
      return fail(error, "section %s has no plain content", PLAN_SECTION);
    }
    plan = Bytes(file.data() + section.sh_offset, section.sh_size);
    found = true;
  }
  return found || fail(error, "has no section %s: it is not an image", PLAN_SECTION);
}

}  // namespace loader
