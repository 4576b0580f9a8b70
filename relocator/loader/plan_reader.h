#pragma once

#include "error.h"
#include "plan.h"

namespace loader {

// Reads and checks a whole plan; `plan` then has views into `bytes`. What it lets through keeps
// every promise of plan/format.h that can be checked without the kernel.
bool read_plan(Bytes bytes, Plan& plan, bpfload_error& error);

// The second half of read_plan: what records say about each other. From here indices are in range.
bool check_references(const Plan& plan, bpfload_error& error);

}  // namespace loader
