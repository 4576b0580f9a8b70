#include "attach/executable.h"

#include <bit>
#include <cstring>

#include "attach/pattern.h"

namespace loader {
namespace {

constexpr unsigned char kHostData =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

constexpr uint16_t kHiddenVersion = 0x8000;  // VERSYM_HIDDEN

bool in_file(Bytes file, uint64_t offset, uint64_t size) {
  return offset <= file.size() && size <= file.size() - offset;
}

// The string at `offset`, if it ends inside.
const char* string_in(Bytes strings, uint64_t offset) {
  if (offset >= strings.size()) return nullptr;
  const std::byte* start = strings.data() + offset;
  if (memchr(start, 0, strings.size() - offset) == nullptr) return nullptr;
  return reinterpret_cast<const char*>(start);
}

template <class T>
T read_at(Bytes bytes, uint64_t offset) {
  T value;
  memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

Elf64_Phdr widen(const Elf64_Phdr& header) {
  return header;
}

Elf64_Phdr widen(const Elf32_Phdr& header) {
  return {.p_type = header.p_type,
          .p_flags = header.p_flags,
          .p_offset = header.p_offset,
          .p_vaddr = header.p_vaddr,
          .p_paddr = header.p_paddr,
          .p_filesz = header.p_filesz,
          .p_memsz = header.p_memsz,
          .p_align = header.p_align};
}

Elf64_Shdr widen(const Elf64_Shdr& header) {
  return header;
}

Elf64_Shdr widen(const Elf32_Shdr& header) {
  return {.sh_name = header.sh_name,
          .sh_type = header.sh_type,
          .sh_flags = header.sh_flags,
          .sh_addr = header.sh_addr,
          .sh_offset = header.sh_offset,
          .sh_size = header.sh_size,
          .sh_link = header.sh_link,
          .sh_info = header.sh_info,
          .sh_addralign = header.sh_addralign,
          .sh_entsize = header.sh_entsize};
}

template <class Header, class Wide>
bool read_table(Bytes file, uint64_t offset, size_t count, size_t size, const char* what,
                Array<Wide>& out, bpfload_error& error) {
  if (count == 0) return true;
  if (size != sizeof(Header)) {
    return fail(error, "its %s headers have %zu bytes, expected %zu", what, size, sizeof(Header));
  }
  if (!in_file(file, offset, count * size)) {
    return fail(error, "its %s headers reach beyond the end of the file", what);
  }
  for (size_t i = 0; i < count; i++) {
    if (!out.append(widen(read_at<Header>(file, offset + i * size)))) return fail(error, "%m");
  }
  return true;
}

}  // namespace

bool Executable::open(Bytes file, bpfload_error& error) {
  file_ = file;
  if (file.size() < EI_NIDENT || memcmp(file.data(), ELFMAG, SELFMAG) != 0) {
    return fail(error, "is not an ELF file");
  }
  if (static_cast<unsigned char>(file[EI_DATA]) != kHostData) {
    return fail(error, "was made for a machine of another byte order");
  }
  const auto bits = static_cast<unsigned char>(file[EI_CLASS]);
  if (bits != ELFCLASS32 && bits != ELFCLASS64) return fail(error, "ELF class is %u", bits);
  is_64_bit_ = bits == ELFCLASS64;
  return is_64_bit_ ? read_headers<Elf64_Ehdr, Elf64_Phdr, Elf64_Shdr>(error)
                    : read_headers<Elf32_Ehdr, Elf32_Phdr, Elf32_Shdr>(error);
}

template <class Ehdr, class Phdr, class Shdr>
bool Executable::read_headers(bpfload_error& error) {
  if (file_.size() < sizeof(Ehdr)) return fail(error, "its ELF header is cut off");
  const auto header = read_at<Ehdr>(file_, 0);
  machine_ = header.e_machine;
  type_ = header.e_type;
  name_section_ = header.e_shstrndx;
  if (type_ != ET_EXEC && type_ != ET_DYN) {
    return fail(error, "is neither an executable nor a shared library");
  }
  if (!read_table<Phdr>(file_, header.e_phoff, header.e_phnum, header.e_phentsize, "program",
                        segments_, error) ||
      !read_table<Shdr>(file_, header.e_shoff, header.e_shnum, header.e_shentsize, "section",
                        sections_, error)) {
    return false;
  }
  for (size_t i = 0; i < sections_.size(); i++) {
    if (sections_[i].sh_type == SHT_GNU_versym) version_section_ = i;
  }
  return true;
}

Bytes Executable::content(size_t index) const {
  if (index >= sections_.size()) return {};
  const Elf64_Shdr& section = sections_[index];
  if (section.sh_type == SHT_NOBITS || (section.sh_flags & SHF_COMPRESSED) != 0 ||
      !in_file(file_, section.sh_offset, section.sh_size)) {
    return {};
  }
  return file_.subspan(static_cast<size_t>(section.sh_offset),
                       static_cast<size_t>(section.sh_size));
}

const char* Executable::section_name(size_t index) const {
  return string_in(content(name_section_), sections_[index].sh_name);
}

bool Executable::file_offset(uint64_t address, bool executed, uint64_t& offset) const {
  for (const Elf64_Phdr& segment : segments_) {
    if (segment.p_type != PT_LOAD || (executed && (segment.p_flags & PF_X) == 0)) continue;
    if (address < segment.p_vaddr || address - segment.p_vaddr >= segment.p_filesz) continue;
    const uint64_t inside = address - segment.p_vaddr;
    if (segment.p_offset >= file_.size() || inside >= file_.size() - segment.p_offset) continue;
    offset = segment.p_offset + inside;
    return true;
  }
  return false;
}

bool Executable::read_symbol(size_t table, size_t index, Symbol& symbol) const {
  const Elf64_Shdr& section = sections_[table];
  const Bytes symbols = content(table);
  uint32_t name;
  uint16_t defined_in;
  unsigned char info;
  if (is_64_bit_) {
    const auto entry = read_at<Elf64_Sym>(symbols, index * sizeof(Elf64_Sym));
    name = entry.st_name;
    defined_in = entry.st_shndx;
    info = entry.st_info;
    symbol.address = entry.st_value;
  } else {
    const auto entry = read_at<Elf32_Sym>(symbols, index * sizeof(Elf32_Sym));
    name = entry.st_name;
    defined_in = entry.st_shndx;
    info = entry.st_info;
    symbol.address = entry.st_value;
  }
  if (defined_in == SHN_UNDEF) return false;
  symbol.name = string_in(content(section.sh_link), name);
  if (symbol.name == nullptr) return false;
  symbol.type = ELF64_ST_TYPE(info);
  symbol.binding = ELF64_ST_BIND(info);
  symbol.is_default = true;
  if (section.sh_type == SHT_DYNSYM && version_section_ != 0) {
    const Bytes versions = content(version_section_);
    if (index < versions.size() / sizeof(uint16_t)) {
      const auto version = read_at<uint16_t>(versions, index * sizeof(uint16_t));
      symbol.is_default = (version & kHiddenVersion) == 0;
    }
  }
  return true;
}

namespace {

// Of symbols of one name the one that programs are linked with today.
int rank(const Executable::Symbol& symbol) {
  if (symbol.binding == STB_LOCAL) return 1;
  if (!symbol.is_default) return 2;
  return symbol.binding == STB_WEAK ? 3 : 4;
}

int by_value(const void* left, const void* right) {
  const auto a = *static_cast<const uint64_t*>(left);
  const auto b = *static_cast<const uint64_t*>(right);
  return a < b ? -1 : a > b;
}

bool offset_of(const Executable& executable, const char* name, uint64_t address, uint64_t& offset,
               bpfload_error& error) {
  return executable.file_offset(address, true, offset) ||
         fail(error, "'%s' at 0x%llx is in no executable segment", name,
              static_cast<unsigned long long>(address));
}

}  // namespace

bool find_function(const Executable& executable, const char* name, uint64_t& offset,
                   bpfload_error& error) {
  int best = 0;
  Executable::Symbol found = {};
  bool several = false;
  executable.each_symbol([&](const Executable::Symbol& symbol) {
    const bool is_function = symbol.type == STT_FUNC || symbol.type == STT_GNU_IFUNC;
    if (!is_function || strcmp(symbol.name, name) != 0) return true;
    if (rank(symbol) > best) {
      best = rank(symbol);
      found = symbol;
      several = false;
    } else if (rank(symbol) == best) {
      several |= symbol.address != found.address;
    }
    return true;
  });
  if (several) return fail(error, "has several functions '%s'", name);
  if (best != 0 && found.type == STT_GNU_IFUNC) {
    return fail(error, "'%s' is chosen when the file is loaded (IFUNC); name what it becomes",
                name);
  }
  if (best != 0) return offset_of(executable, name, found.address, offset, error);
  return fail(error, "has no function '%s'", name);
}

bool find_functions(const Executable& executable, const char* pattern, Array<uint64_t>& offsets,
                    bpfload_error& error) {
  const bool all = executable.each_symbol([&](const Executable::Symbol& symbol) {
    uint64_t offset;
    if (symbol.type != STT_FUNC || !matches(symbol.name, pattern)) return true;
    return offset_of(executable, symbol.name, symbol.address, offset, error) &&
           (offsets.append(offset) || fail(error, "%m"));
  });
  if (!all) return false;
  if (offsets.empty()) return fail(error, "has no function '%s'", pattern);
  qsort(offsets.data(), offsets.size(), sizeof(uint64_t), by_value);
  size_t kept = 0;
  for (const uint64_t offset : offsets) {
    if (kept == 0 || offsets[kept - 1] != offset) offsets[kept++] = offset;
  }
  return offsets.resize(kept) || fail(error, "%m");
}

}  // namespace loader
