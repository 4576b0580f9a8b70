#pragma once

#include "error.h"
#include "object.h"

namespace loader {

// BPF_LINK_CREATE of a program, or of a struct_ops map: a descriptor, or -1 and errno. `target` is
// a descriptor or an interface's index, as enum bpf_attach_type wants.
int new_link(int program, int target, uint32_t attach_type, uint32_t flags = 0);

// The same, with the error as text.
bool create_link(int program, int target, uint32_t attach_type, Link& link, bpfload_error& error,
                 uint32_t flags = 0);

}  // namespace loader
