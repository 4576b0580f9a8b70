#pragma once

#include <cstdint>

namespace loader {

// Whether programs can be attached to maps of this type, which hold sockets.
bool holds_sockets(uint32_t map_type);

// Whether programs of this type are attached to such maps.
bool attaches_to_sockets(uint32_t program_type);

// Takes a program from a map that it was attached to without a link, if it is there.
void detach_from_sockmap(int map, int program);

}  // namespace loader
