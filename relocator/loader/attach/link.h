#pragma once

#include "error.h"
#include "object.h"

namespace loader {

// BPF_LINK_CREATE of a program, or of a struct_ops map. `target` is a descriptor or an interface's
// index, as enum bpf_attach_type wants.
bool create_link(int program, int target, uint32_t attach_type, Link& link, bpfload_error& error);

}  // namespace loader
