// The stages that run on the IR, in the order in which pass.cpp calls them; those from
// forget_shrunk_variables on run when the optimiser is done.
#pragma once

#include "diagnostics.h"

namespace llvm {
class Module;
class PassBuilder;
}  // namespace llvm

namespace btfkit {

class DebugTypes;

enum class Output : unsigned char {
  machine_code,  // an object or assembly
  ir,            // -emit-llvm
  for_linking,   // -flto: code is generated, and optimised as a whole, after linking
};

// pass.cpp: put the stages ahead of everything that the BPF backend runs. `discriminants`: as in
// options.h.
void register_passes(llvm::PassBuilder& builder, const Reporter& report, bool discriminants,
                     Output output);

// linkage.cpp: names and linkage that loaders accept.
void settle_linkage(llvm::Module& module, const Reporter& report);

// base_methods.cpp: a method of a base that is called for a derived object knows the derived type.
void settle_base_methods(llvm::Module& module);

// array_accesses.cpp: elements of arrays of arrays are accessed by all their indices, those of a
// type without a name in one chain with the array.
void settle_array_accesses(llvm::Module& module);

// accesses.cpp: member accesses index the types as BTF will have them.
void settle_accesses(llvm::Module& module, DebugTypes& types, const Reporter& report);

// debug_rewrite.cpp: the module's debug info speaks of the new types only.
void rewrite_debug_info(llvm::Module& module, DebugTypes& types);

// bit_fields.cpp: bit fields are read at the kernel's position; writes are diagnosed.
void settle_bit_fields(llvm::Module& module, const Reporter& report);

// debug_rewrite.cpp: after optimisation. Of a static variable the optimiser may leave some members
// only, or a bit. The kernel refuses BTF with a variable that is smaller than its type, so those
// are described no more.
void forget_shrunk_variables(llvm::Module& module);

// unsupported.cpp: after optimisation, diagnose what loaders would refuse or never run.
void report_unsupported(llvm::Module& module, const Reporter& report);

// atomic_operations.cpp: after optimisation, atomic operations that the backend would crash on.
void report_atomic_operations(llvm::Module& module, const Reporter& report);

// recursion.cpp: after optimisation, functions that call themselves, by themselves or through
// others.
void report_recursion(llvm::Module& module, const Reporter& report);

// gpl_helpers.cpp: after optimisation, calls of helpers that the object's license doesn't allow.
void report_gpl_helpers(llvm::Module& module, const Reporter& report);

// global_functions.cpp: after optimisation, functions whose parameters or result the verifier
// doesn't take where other files can call them.
void report_global_functions(llvm::Module& module, const Reporter& report);

// backend_words.cpp: from here on, what the BPF backend says about the module is said by `report`,
// in the user's words, and stack frames are added up.
void listen_to_backend(llvm::Module& module, const Reporter& report);

}  // namespace btfkit
