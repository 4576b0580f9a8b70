#pragma once

#include "error.h"
#include "object.h"

namespace loader {

// Gives the kernel a struct_ops map's struct with its programs, which are loaded. From then on it
// calls them, until `link` is released.
bool attach_struct_ops(const bpfload_object& object, size_t map, Link& link, bpfload_error& error);

// Takes a struct back that was given without a link, if it is there.
void unregister_struct_ops(int map_fd);

bool is_struct_ops(const MapPlan& map);

}  // namespace loader
