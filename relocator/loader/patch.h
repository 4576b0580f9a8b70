#pragma once

#include "error.h"
#include "object.h"

namespace loader {

// Finds the plan's symbols in a list like /proc/kallsyms, which is read only if there are any.
bool find_symbols(const Plan& plan, const char* list, Array<KernelSymbol>& symbols,
                  bpfload_error& error);

// The program's instructions with its patches: those of the plan if there are none, otherwise
// `copy`. What the patches refer to is there.
bool patch_instructions(const bpfload_object& object, const ProgramPlan& program,
                        Array<std::byte>& copy, Bytes& insns, bpfload_error& error);

// Whether an instruction refers to a map or a module by its place in fd_array.
bool needs_fd_array(Bytes insns);

}  // namespace loader
