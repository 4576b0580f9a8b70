// The symbols that the externs' stage has to find values for.
#pragma once

#include <elf.h>

#include <map>
#include <string_view>

#include "object.h"

namespace btfkit::relocator {

// Numbers of the undefined symbols that another file or a loader is to define.
inline std::map<std::string_view, uint32_t> extern_symbols(const Object& object) {
  std::map<std::string_view, uint32_t> found;
  for (uint32_t i = 1; i < object.symbols.size(); ++i) {
    const elf::Symbol& symbol = object.symbols[i];
    bool is_extern = symbol.section == SHN_UNDEF && symbol.type == STT_NOTYPE &&
                     (symbol.binding == STB_GLOBAL || symbol.binding == STB_WEAK);
    if (is_extern && !symbol.name.empty()) found.emplace(symbol.name, i);
  }
  return found;
}

}  // namespace btfkit::relocator
