// What is left after optimisation that a loader would refuse, or would never run, is said at the
// line where it was written. Before optimisation is too early: most indirect calls of C++ (visit,
// virtual functions of known objects) and most initialisers vanish.
#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Module.h>

#include <optional>
#include <string>

#include "ir_report.h"
#include "ir_stages.h"

namespace btfkit {

using namespace llvm;

namespace {

struct Complaint {
  Diagnostic diagnostic;
  std::string text;
};

// What to say of a function of the C++ runtime, which doesn't exist in the kernel; nothing of
// others: those may come from another object or from the kernel.
std::optional<Complaint> runtime_function(StringRef name) {
  if (name == "__cxa_atexit" || name == "atexit") {
    return Complaint{
        Diagnostic::global_destructor,
        "the destructor of a variable with static storage would never run in a BPF program"};
  }
  if (name.starts_with("__cxa_guard_")) {
    return Complaint{Diagnostic::thread_safe_static,
                     "a static variable in a function that is initialised at run time needs "
                     "-fno-threadsafe-statics"};
  }
  if (name == "__cxa_pure_virtual") {
    return Complaint{Diagnostic::runtime_function, "a call of a pure virtual function"};
  }
  const bool runtime = name == "abort" || name.starts_with("__cxa_") ||
                       name.starts_with("_Unwind_") || name.starts_with("_Zn") ||
                       name.starts_with("_Zd") || name.starts_with("_ZSt") ||
                       name.starts_with("_ZNSt");
  if (!runtime) return std::nullopt;
  return Complaint{Diagnostic::runtime_function,
                   "call of '" + demangle(name) + "', which no BPF program has"};
}

bool is_indirect(const CallBase& call) {
  if (call.isInlineAsm() || call.getCalledFunction() != nullptr) return false;
  // A helper is called by its number: a constant, not a value known at run time.
  return !isa<Constant>(call.getCalledOperand()->stripPointerCasts());
}

void check(const Function& function, const Reporter& report) {
  for (const Instruction& instruction : instructions(function)) {
    const auto* call = dyn_cast<CallBase>(&instruction);
    if (call == nullptr) continue;
    if (is_indirect(*call)) {
      report(Diagnostic::indirect_call, user_place(function, call->getDebugLoc()),
             "an indirect call is left here, of a virtual function or through a pointer to a "
             "function: BPF can only call what is known when it is compiled");
    }
    const Function* callee = call->getCalledFunction();
    if (callee == nullptr || !callee->isDeclaration() || callee->isIntrinsic()) continue;
    if (const std::optional<Complaint> complaint = runtime_function(callee->getName())) {
      report(complaint->diagnostic, user_place(function, call->getDebugLoc()), complaint->text);
    }
  }
}

// The functions that a loader can get to: at -O0 the internal ones that nobody calls are still
// there.
class Reachable {
 public:
  explicit Reachable(const Module& module) {
    for (const Function& function : module) {
      if (!function.isDeclaration() && !function.hasLocalLinkage()) visit(function);
    }
    while (!work_.empty()) {
      const Function* function = work_.pop_back_val();
      for (const Instruction& instruction : instructions(*function)) {
        for (const Use& operand : instruction.operands()) {
          if (const auto* constant = dyn_cast<Constant>(operand.get())) visit(*constant);
        }
      }
    }
  }

  bool contains(const Function& function) const { return seen_.contains(&function); }

 private:
  void visit(const Constant& constant) {
    if (!seen_.insert(&constant).second) return;
    if (const auto* function = dyn_cast<Function>(&constant)) {
      work_.push_back(function);
      return;
    }
    // An initialiser, an expression, an array of pointers to functions.
    for (const Use& operand : constant.operands()) {
      if (const auto* inner = dyn_cast<Constant>(operand.get())) visit(*inner);
    }
  }

  DenseSet<const Constant*> seen_;
  SmallVector<const Function*, 32> work_;
};

// Where the variable is whose destructor is registered: __cxa_atexit(destructor, object, ...). The
// call itself is nowhere in the source.
DebugLoc registered_object(const CallBase& registration) {
  const DILocation* call = registration.getDebugLoc().get();
  const auto* object =
      registration.arg_size() < 2
          ? nullptr
          : dyn_cast<GlobalVariable>(registration.getArgOperand(1)->stripPointerCasts());
  if (call == nullptr || object == nullptr) return registration.getDebugLoc();
  SmallVector<DIGlobalVariableExpression*, 1> described;
  object->getDebugInfo(described);
  if (described.empty()) return registration.getDebugLoc();
  const DIGlobalVariable* variable = described.front()->getVariable();
  auto* scope =
      DILexicalBlockFile::get(object->getContext(), call->getScope(), variable->getFile(), 0);
  return DILocation::get(object->getContext(), variable->getLine(), 1, scope);
}

void report_initialiser(const Function& function, const Reporter& report) {
  DebugLoc at;
  const CallBase* registration = nullptr;
  for (const Instruction& instruction : instructions(function)) {
    if (!at) at = instruction.getDebugLoc();
    const auto* call = dyn_cast<CallBase>(&instruction);
    const Function* callee = call == nullptr ? nullptr : call->getCalledFunction();
    if (callee != nullptr && callee->getName() == "__cxa_atexit") registration = call;
    // Not inlined: __cxx_global_var_init, whose line is the variable's.
    if (callee != nullptr && !callee->isDeclaration()) return report_initialiser(*callee, report);
  }
  if (registration != nullptr) {
    const std::optional<Complaint> complaint = runtime_function("__cxa_atexit");
    return report(complaint->diagnostic, user_place(function, registered_object(*registration)),
                  complaint->text);
  }
  report(Diagnostic::run_time_initialiser, user_place(function, at),
         "a variable with static storage is initialised at run time, which never happens in a BPF "
         "program; its initialiser has to be a constant (constinit says so)");
}

// Functions that would run before the program, if there were such a time.
void check_initialisers(const Module& module, const Reporter& report) {
  const GlobalVariable* list = module.getGlobalVariable("llvm.global_ctors");
  if (list == nullptr || !list->hasInitializer()) return;
  for (const Use& entry : list->getInitializer()->operands()) {
    const auto* fields = dyn_cast<ConstantStruct>(entry.get());
    if (fields == nullptr) continue;
    const auto* function = dyn_cast<Function>(fields->getOperand(1)->stripPointerCasts());
    if (function == nullptr || function->isDeclaration()) continue;
    report_initialiser(*function, report);
  }
}

}  // namespace

void report_unsupported(Module& module, const Reporter& report) {
  check_initialisers(module, report);
  const GlobalVariable* initialisers = module.getGlobalVariable("llvm.global_ctors");
  // Reported already; the calls in there are its consequences.
  if (initialisers != nullptr) return;
  const Reachable reachable(module);
  for (const Function& function : module) {
    if (reachable.contains(function)) check(function, report);
  }
}

}  // namespace btfkit
