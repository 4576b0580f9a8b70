// The stages on the IR, as one pass ahead of all others, and around the backend's.
#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/GlobalAlias.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/PassManager.h>
#include <llvm/Passes/PassBuilder.h>

#include <utility>

#include "debug_types.h"
#include "distinct_names.h"
#include "ir_stages.h"

namespace btfkit {

namespace {

class Pass : public llvm::PassInfoMixin<Pass> {
 public:
  // `backend`: the passes that turn member accesses into relocations.
  Pass(llvm::ModulePassManager backend, Reporter report, bool discriminants)
      : backend_(std::move(backend)), report_(std::move(report)), discriminants_(discriminants) {}

  llvm::PreservedAnalyses run(llvm::Module& module, llvm::ModuleAnalysisManager& analyses) {
    // Symbols get the names under which BTF will list them.
    settle_linkage(module, report_);

    settle_base_methods(module);

    settle_array_accesses(module);

    // From here on clang's types are only read; new ones are made as they are asked for.
    DebugTypes types(module.getContext(), discriminants_);
    settle_accesses(module, types, report_);
    rewrite_debug_info(module, types);

    // Reads of bit fields need more than an address, and the types as BTF will have them.
    settle_bit_fields(module, report_);

    const DistinctNames names(module);
    backend_.run(module, analyses);
    return llvm::PreservedAnalyses::none();
  }

  // At -O0 too.
  static bool isRequired() { return true; }

 private:
  llvm::ModulePassManager backend_;
  Reporter report_;
  bool discriminants_;
};

// Leaves the backend nothing to do: of what is reported already it would say less, or crash.
void drop_code(llvm::Module& module) {
  for (llvm::GlobalAlias& alias : llvm::make_early_inc_range(module.aliases())) {
    alias.replaceAllUsesWith(alias.getAliasee());
    alias.eraseFromParent();
  }
  for (llvm::Function& function : module) function.deleteBody();
}

class LastPass : public llvm::PassInfoMixin<LastPass> {
 public:
  LastPass(Reporter report, Output output) : report_(std::move(report)), output_(output) {}

  llvm::PreservedAnalyses run(llvm::Module& module, llvm::ModuleAnalysisManager&) {
    forget_shrunk_variables(module);

    bool failed = false;
    const Reporter report = report_.with([&failed](Diagnostic diagnostic) {
      failed |= entry_of(diagnostic).severity == Severity::error;
    });
    report_unsupported(module, report);
    report_atomic_operations(module, report);
    report_recursion(module, report);
    report_gpl_helpers(module, report);
    report_global_functions(module, report);

    if (failed) {
      drop_code(module);
      return llvm::PreservedAnalyses::none();
    }
    if (output_ == Output::machine_code) listen_to_backend(module, report_);
    return llvm::PreservedAnalyses::all();
  }

  static bool isRequired() { return true; }

 private:
  Reporter report_;
  Output output_;
};

}  // namespace

void register_passes(llvm::PassBuilder& builder, const Reporter& report, bool discriminants,
                     Output output) {
  builder.registerPipelineStartEPCallback(
      [report, discriminants](llvm::ModulePassManager& passes, llvm::OptimizationLevel) {
        // The backend's own passes are in already.
        llvm::ModulePassManager ours;
        ours.addPass(Pass(std::move(passes), report, discriminants));
        passes = std::move(ours);
      });
  if (output == Output::for_linking) return;
  // LLVM 20 added the phase of link-time optimisation to what it tells.
  builder.registerOptimizerLastEPCallback(
      [report, output](llvm::ModulePassManager& passes, llvm::OptimizationLevel, auto...) {
        passes.addPass(LastPass(report, output));
      });
}

}  // namespace btfkit
