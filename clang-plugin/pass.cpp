// The stages on the IR, as one pass ahead of all others, and around the backend's.
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
  explicit Pass(llvm::ModulePassManager backend) : backend_(std::move(backend)) {}

  llvm::PreservedAnalyses run(llvm::Module& module, llvm::ModuleAnalysisManager& analyses) {
    // Symbols get the names under which BTF will list them.
    settle_linkage(module);

    settle_base_methods(module);

    // From here on clang's types are only read; new ones are made as they are asked for.
    DebugTypes types(module.getContext());
    settle_accesses(module, types);
    rewrite_debug_info(module, types);

    const DistinctNames names(module);
    backend_.run(module, analyses);
    return llvm::PreservedAnalyses::none();
  }

  // At -O0 too.
  static bool isRequired() { return true; }

 private:
  llvm::ModulePassManager backend_;
};

class LastPass : public llvm::PassInfoMixin<LastPass> {
 public:
  llvm::PreservedAnalyses run(llvm::Module& module, llvm::ModuleAnalysisManager&) {
    forget_shrunk_variables(module);
    report_unsupported(module);
    return llvm::PreservedAnalyses::all();
  }

  static bool isRequired() { return true; }
};

}  // namespace

void register_passes(llvm::PassBuilder& builder) {
  builder.registerPipelineStartEPCallback(
      [](llvm::ModulePassManager& passes, llvm::OptimizationLevel) {
        // The backend's own passes are in already.
        llvm::ModulePassManager ours;
        ours.addPass(Pass(std::move(passes)));
        passes = std::move(ours);
      });
  builder.registerOptimizerLastEPCallback(
      [](llvm::ModulePassManager& passes, llvm::OptimizationLevel, llvm::ThinOrFullLTOPhase phase) {
        // With LTO the optimiser isn't done before linking.
        if (phase == llvm::ThinOrFullLTOPhase::None) passes.addPass(LastPass());
      });
}

}  // namespace btfkit
