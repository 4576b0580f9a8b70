// Arguments of global functions that are the program's context, for a kernel that doesn't know the
// tag.
#pragma once

#include <vector>

#include "programs.h"

namespace btfkit::relocator {

// Before Linux 6.8 the verifier takes a global function's argument for the context only if its type
// is a pointer to the struct of that name, whatever `btf_decl_tag("arg:ctx")` says. Gives each
// program that needs it a copy of such a function's types with that pointer, as libbpf 1.4 and
// later do, and its func info refers to the copy. `btf` is the object's BTF as bytes, to which the
// types are appended.
Result<void> type_context_arguments(std::vector<std::byte>& btf,
                                    std::vector<PlannedProgram>& programs);

}  // namespace btfkit::relocator
