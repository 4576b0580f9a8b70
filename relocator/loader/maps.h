#pragma once

#include "error.h"
#include "object.h"

namespace loader {

// Creates the plan's maps, or takes those that are pinned by name, and fills and freezes the new
// ones.
bool create_maps(bpfload_object& object, bpfload_error& error);

// Puts programs, which are loaded by now, into the plan's program arrays.
bool fill_program_arrays(const bpfload_object& object, bpfload_error& error);

// Processors that the kernel may ever have, which sizes per-CPU values; 0 and the error if it
// doesn't say.
uint32_t possible_processors(bpfload_error& error);

}  // namespace loader
