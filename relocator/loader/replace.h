#pragma once

#include "error.h"
#include "object.h"

namespace loader {

// Finds the running program that each program of the plan replaces a function of: the user names
// it, and its BTF has to be that which the plan was made for.
bool find_replaced(bpfload_object& object, const bpfload_options& options, bpfload_error& error);

}  // namespace loader
