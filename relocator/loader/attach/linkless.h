#pragma once

#include <span>

namespace loader {

// Detaches what a load left attached to its own maps without links: programs of sockmaps,
// struct_ops. `pins` are the descriptors of what it pinned, which is how they are known again.
void detach_linkless(std::span<const int> pins);

}  // namespace loader
