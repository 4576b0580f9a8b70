#pragma once

#include <span>

#include "error.h"

namespace loader {

// Detaches what a load left attached without links: TC filters, programs of sockmaps, struct_ops.
// `pins` are the descriptors of what it pinned, which is how they are known again.
bool detach_linkless(std::span<const int> pins, bpfload_error& error);

}  // namespace loader
