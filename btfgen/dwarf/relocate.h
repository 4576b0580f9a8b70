// Relocations that occur in debug info.
#pragma once

#include <optional>

#include "elf/file.h"

namespace btfkit::dwarf {

// What a relocation does to the bytes at its offset: it stores symbol + addend in `width` bytes; 0
// is a relocation that has nothing to do.
struct RelocationRule {
  uint8_t width;  // bytes
};

// Whether relocations of this ELF machine (EM_*) are known at all.
bool knows_relocations_of(uint16_t machine);

// The rule for one of the machine's types, if it is one that debug info uses.
std::optional<RelocationRule> relocation_rule(uint16_t machine, uint32_t type);

}  // namespace btfkit::dwarf
