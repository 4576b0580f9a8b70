#pragma once

#include "error.h"
#include "plan.h"

namespace loader {

// Whether the running kernel is the one that the image was made for. Ids of the plan are indices
// into that kernel's BTF: in another kernel they'd name other functions and attach there.
// As plans have it: XXH64 with seed 0.
uint64_t btf_hash(Bytes btf);

bool check_target(const TargetPlan& target, bpfload_error& error);

// The GNU build id among ELF notes, which is what /sys/kernel/notes has; empty if there is none.
Bytes find_build_id(Bytes notes);

}  // namespace loader
