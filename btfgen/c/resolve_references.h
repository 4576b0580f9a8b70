// References between the DIEs of a unit: from offsets to the numbers of types.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "c/type_numbers.h"
#include "c/unit_functions.h"
#include "c/unit_types.h"

namespace btfkit::btfgen {

// In the place of an offset: a DIE of another unit.
inline constexpr uint32_t kOutside = std::numeric_limits<uint32_t>::max();

// Replaces all references to types, and what has no type in BTF by what stands for it. `dies` are
// those of the unit's types by number; the unit begins at DIE offset `base` and has `size` bytes.
// `numbers` is memory to work in. What a reference can't mean is told in `types.problems` and is
// void.
void resolve_references(uint64_t base, uint32_t size, const std::vector<uint32_t>& dies,
                        TypeNumbers& numbers, UnitTypes& types, UnitFunctions& functions);

}  // namespace btfkit::btfgen
