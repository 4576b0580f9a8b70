#pragma once

#include "array.h"
#include "error.h"

namespace loader {

// The content of section PLAN_SECTION of a 64-bit BPF object in this machine's byte order.
bool find_plan_section(Bytes file, Bytes& plan, bpfload_error& error);

}  // namespace loader
