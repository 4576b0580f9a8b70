// Symbols by their names, for tables of any size.
#pragma once

#include <elf.h>

#include <map>
#include <string_view>
#include <utility>

#include "object.h"

namespace btfkit::relocator {

class SymbolIndex {
 public:
  // `object` must outlive the index.
  explicit SymbolIndex(const Object& object) {
    for (const elf::Symbol& symbol : object.symbols) {
      bool is_local = symbol.binding == STB_LOCAL;
      Names& names = is_local ? locals_ : others_;
      names.try_emplace({symbol.section, symbol.name}, &symbol);
    }
  }

  // The first symbol of that name in an ELF section, of those that are not local, or null.
  const elf::Symbol* find_visible(uint32_t section, std::string_view name) const {
    return find(others_, section, name);
  }
  // The same of all symbols.
  const elf::Symbol* find(uint32_t section, std::string_view name) const {
    const elf::Symbol* visible = find_visible(section, name);
    return visible ? visible : find(locals_, section, name);
  }

 private:
  using Names = std::map<std::pair<uint32_t, std::string_view>, const elf::Symbol*>;

  static const elf::Symbol* find(const Names& names, uint32_t section, std::string_view name) {
    auto found = names.find({section, name});
    return found == names.end() ? nullptr : found->second;
  }

  Names locals_, others_;
};

}  // namespace btfkit::relocator
