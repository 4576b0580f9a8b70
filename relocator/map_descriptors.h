// The stage for targets without fd_array, which came with Linux 5.14: there an instruction has its
// map's descriptor in itself.
#pragma once

#include <vector>

#include "kernel.h"
#include "link.h"

namespace btfkit::relocator {

// Adds a patch for each map reference if the target has no fd_array. One whose BTF has no
// `union bpf_attr` is taken for a newer one.
void patch_map_descriptors(const Kernel& kernel, std::vector<LinkedProgram>& programs);

}  // namespace btfkit::relocator
