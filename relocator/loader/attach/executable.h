// What probes need to know of an executable or a shared library: its segments, sections, functions.
// Of 32 or 64 bits, in this machine's byte order. All in it may be wrong: what is read is inside
// the file, and nothing else is promised.
#pragma once

#include <elf.h>

#include "array.h"
#include "error.h"

namespace loader {

class Executable {
 public:
  // `file` has to outlive it.
  bool open(Bytes file, bpfload_error& error);

  uint16_t machine() const { return machine_; }  // EM_*
  bool is_64_bit() const { return is_64_bit_; }
  // Whether its addresses are those of a process, so that it is loaded to where they say.
  bool has_fixed_addresses() const { return type_ == ET_EXEC; }

  // Headers of sections as 64-bit ones.
  size_t section_count() const { return sections_.size(); }
  const Elf64_Shdr& section(size_t index) const { return sections_[index]; }
  // Null if the name is not a string in the file.
  const char* section_name(size_t index) const;
  // Empty if the section has none in the file.
  Bytes content(size_t index) const;

  // Where in the file the byte is that a process has at `address`; false if nothing of the file is
  // loaded there (or nothing that is executed).
  bool file_offset(uint64_t address, bool executed, uint64_t& offset) const;

  struct Symbol {
    const char* name;
    uint64_t address;
    unsigned type;     // STT_*
    unsigned binding;  // STB_*
    bool is_default;   // not a version that only old programs are linked with
  };

  // Calls `each` for the defined symbols of both tables until it returns false, which is then
  // returned.
  template <class Each>
  bool each_symbol(Each each) const {
    for (size_t i = 0; i < sections_.size(); i++) {
      if (sections_[i].sh_type != SHT_SYMTAB && sections_[i].sh_type != SHT_DYNSYM) continue;
      const size_t count = content(i).size() / symbol_size();
      for (size_t n = 0; n < count; n++) {
        Symbol symbol;
        if (read_symbol(i, n, symbol) && !each(symbol)) return false;
      }
    }
    return true;
  }

 private:
  size_t symbol_size() const { return is_64_bit_ ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym); }
  bool read_symbol(size_t table, size_t index, Symbol& symbol) const;
  template <class Ehdr, class Phdr, class Shdr>
  bool read_headers(bpfload_error& error);

  Bytes file_;
  uint16_t machine_ = EM_NONE;
  uint16_t type_ = ET_NONE;
  bool is_64_bit_ = false;
  size_t name_section_ = 0;
  Array<Elf64_Phdr> segments_;
  Array<Elf64_Shdr> sections_;
  // Versions of the dynamic symbols, which one section has, or its number is 0.
  size_t version_section_ = 0;
};

// Where in the file the function of that name begins.
bool find_function(const Executable& executable, const char* name, uint64_t& offset,
                   bpfload_error& error);

// Where those begin whose names fit the pattern, each place once and in order.
bool find_functions(const Executable& executable, const char* pattern, Array<uint64_t>& offsets,
                    bpfload_error& error);

}  // namespace loader
