#pragma once

#include "error.h"
#include "object.h"

namespace loader {

// Loads the plan's BTF and finds the BTF of the modules that it names.
bool load_types(loader_object& object, loader_error& error);

// Loads every program. The maps are there.
bool load_programs(loader_object& object, const loader_options& options, loader_error& error);

}  // namespace loader
