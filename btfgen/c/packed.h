// Whether a struct is packed, which DWARF doesn't say: by where its members are.
#pragma once

#include <cstdint>

#include "c/unit_types.h"

namespace btfkit::btfgen {

// Whether type `type` of a unit is a named struct without padding and with a member or a size that
// the alignment of its members doesn't allow. `address_size` is in bytes.
bool is_packed(const UnitTypes& types, uint32_t type, uint32_t address_size);

}  // namespace btfkit::btfgen
