// Names of the kernel's numbers, for people.
#pragma once

#include <cstdint>

namespace loader {

// "unknown" for a type that is newer than the table.
const char* map_type_name(uint32_t type);
const char* program_type_name(uint32_t type);

}  // namespace loader
