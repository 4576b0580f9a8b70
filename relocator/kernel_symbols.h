// Externs of section .ksyms: functions and variables of the kernel.
#pragma once

#include "extern_symbols.h"
#include "externs.h"

namespace btfkit::relocator {

// Finds all of .ksyms in the kernel's BTF and adds them to `externs`, which has those of .kconfig.
// Returns what failed.
Errors find_kernel_symbols(const Object& object, const Kernel& kernel, Externs& externs);

// What those that have BTF are looked up by.
std::vector<SoughtName> kernel_symbol_names(const Object& object);

// Makes definitions of the declarations in DATASEC `section`, whose entries have been found.
void define_kernel_symbols(btf::Btf& btf, btf::TypeId section);

}  // namespace btfkit::relocator
