#pragma once

#include "error.h"
#include "object.h"

namespace loader {

// Loads the plan's BTF and finds the BTF of the modules that it names.
bool load_types(bpfload_object& object, bpfload_error& error);

// Loads every program. The maps are there.
bool load_programs(bpfload_object& object, const bpfload_options& options, bpfload_error& error);

}  // namespace loader
