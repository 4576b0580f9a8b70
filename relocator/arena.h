// Arenas: memory that programs and processes share, with global variables of its own.
#pragma once

#include <vector>

#include "maps.h"
#include "object.h"

namespace btfkit::relocator {

// Gives the arena among `maps` the content of the section of `__arena` variables, if there is one.
Result<void> fill_arena(const Object& object, std::vector<Map>& maps);

}  // namespace btfkit::relocator
