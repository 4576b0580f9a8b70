#pragma once

#include "attach/kinds.h"
#include "bpf_syscall.h"

namespace loader {

// BPF_LINK_CREATE of a program, or of a struct_ops map: a descriptor, or -1 and errno. `target` is
// a descriptor or an interface's index, as enum bpf_attach_type wants.
int new_link(int program, int target, uint32_t attach_type, uint32_t flags = 0);

// The same, with the error as text.
bool create_link(int program, int target, uint32_t attach_type, Link& link, bpfload_error& error,
                 uint32_t flags = 0);

// The same of attributes that are set; of link_create, prog_fd is.
bool create_link(bpf_attr& attr, Link& link, bpfload_error& error);

// Adds one of the links of an attachment that has several; `link` is the first.
bool add_link(const Attempt& attempt, const Link& made, Link& link, bpfload_error& error);

}  // namespace loader
