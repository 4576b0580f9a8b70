#pragma once

#include "error.h"
#include "object.h"

namespace loader {

// Creates the plan's maps, or takes those that are pinned by name, and fills and freezes the new
// ones.
bool create_maps(loader_object& object, loader_error& error);

// Puts programs, which are loaded by now, into the plan's program arrays.
bool fill_program_arrays(const loader_object& object, loader_error& error);

// Processors that the kernel may ever have, which sizes per-CPU values; 0 and the error if it
// doesn't say.
uint32_t possible_processors(loader_error& error);

}  // namespace loader
