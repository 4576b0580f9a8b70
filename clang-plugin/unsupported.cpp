// What is left after optimisation that a loader would refuse, or would never run, is said at the
// line where it was written. Before optimisation is too early: most indirect calls of C++ (visit,
// virtual functions of known objects) and most initialisers vanish.
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

#include <optional>
#include <string>

#include "ir_report.h"
#include "ir_stages.h"
#include "reachable.h"

namespace btfkit {

using namespace llvm;

namespace {

struct Complaint {
  Diagnostic diagnostic;
  std::string text;
};

constexpr char rtti_text[] =
    "the type of an object is asked for at run time (dynamic_cast, typeid), of which BPF programs "
    "know nothing";

bool is_of_exceptions(StringRef name) {
  return name == "__cxa_allocate_exception" || name == "__cxa_free_exception" ||
         name == "__cxa_begin_catch" || name == "__cxa_end_catch" ||
         name == "__cxa_get_exception_ptr" || name == "__cxa_init_primary_exception";
}

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
  if (name == "__cxa_throw" || name == "__cxa_rethrow") {
    return Complaint{Diagnostic::exceptions,
                     "an exception is thrown here: BPF has none; return the error, as by "
                     "std::expected or a number"};
  }
  // What comes with a throw or a catch, which are reported themselves.
  if (name.starts_with("__cxa_") && is_of_exceptions(name)) return std::nullopt;
  if (name == "__dynamic_cast" || name == "__cxa_bad_typeid" || name == "__cxa_bad_cast") {
    return Complaint{Diagnostic::rtti, rtti_text};
  }
  if (name.starts_with("__ubsan_")) {
    return Complaint{
        Diagnostic::runtime_function,
        "a check of -fsanitize calls '" + name.str() +
            "', which no BPF program has: compile without it, or with -fsanitize-trap"};
  }
  const bool runtime = name == "abort" || name.starts_with("__cxa_") ||
                       (name.starts_with("_Unwind_") && name != "_Unwind_Resume") ||
                       name.starts_with("_Zn") || name.starts_with("_Zd") ||
                       name.starts_with("_ZSt") || name.starts_with("_ZNSt");
  if (!runtime) return std::nullopt;
  return Complaint{Diagnostic::runtime_function,
                   "call of '" + demangle(name) + "', which no BPF program has"};
}

// The functions of the C library that the compiler itself calls for a __builtin_.
bool is_of_c_library(StringRef name) {
  return is_contained({"bcmp", "memchr", "memcmp", "strchr", "strcmp", "strlen", "strncmp"}, name);
}

// The same of any function that is only declared. What the program declares may come from another
// object; what the compiler made of a __builtin_ is not in debug info, or artificial there. (At -O0
// nothing that is only declared is in it.)
std::optional<Complaint> declared_function(const Function& callee, const Function& caller) {
  std::optional<Complaint> complaint = runtime_function(callee.getName());
  if (complaint || !is_of_c_library(callee.getName())) return complaint;
  const DISubprogram* declared = callee.getSubprogram();
  if (declared == nullptr ? caller.hasOptNone() : !declared->isArtificial()) return std::nullopt;
  return Complaint{
      Diagnostic::builtin_function,
      "call of '" + callee.getName().str() + "' of the C library, which no BPF program has"};
}

bool is_indirect(const CallBase& call) {
  if (call.isInlineAsm() || call.getCalledFunction() != nullptr) return false;
  // A helper is called by its number: a constant, not a value known at run time.
  return !isa<Constant>(call.getCalledOperand()->stripPointerCasts());
}

bool is_type_info(const Value& value) {
  const auto* variable = dyn_cast<GlobalVariable>(value.stripInBoundsOffsets());
  return variable != nullptr && variable->getName().starts_with("_ZTI");
}

// What typeid gives is of use by members of this class only.
constexpr StringRef type_info_member = "_ZNKSt9type_info";

bool asks_for_type(const Instruction& instruction) {
  // Handlers of exceptions name the types that they catch.
  if (isa<LandingPadInst, IntrinsicInst>(instruction)) return false;
  const auto* call = dyn_cast<CallBase>(&instruction);
  const Function* callee = call == nullptr ? nullptr : call->getCalledFunction();
  if (callee != nullptr && callee->getName().starts_with("__cxa_")) return false;
  if (callee != nullptr && callee->getName().starts_with(type_info_member)) return true;
  for (const DILocation* at = instruction.getDebugLoc().get(); at != nullptr;
       at = at->getInlinedAt()) {
    const DISubprogram* inlined = at->getScope()->getSubprogram();
    // In BTF a function is called as its symbol is, see debug_rewrite.cpp.
    if (inlined != nullptr && inlined->getName().starts_with(type_info_member)) return true;
  }
  return any_of(instruction.operands(), [](const Use& each) { return is_type_info(*each); });
}

// What clang generates to end the program when an exception leaves a noexcept function.
constexpr StringRef clang_terminate = "__clang_call_terminate";

// The first line that an exception could come to.
void check_exceptions(const Function& function, const Reporter& report) {
  if (!function.hasPersonalityFn()) return;
  for (const Instruction& instruction : instructions(function)) {
    const auto* invoke = dyn_cast<InvokeInst>(&instruction);
    if (invoke == nullptr) continue;
    report(Diagnostic::exceptions, user_place(function, invoke->getDebugLoc()),
           "an exception may come out of this call, to be caught or to destroy objects on its way: "
           "BPF has none; compile with -fno-exceptions");
    return;
  }
}

// What the backend would crash on.
void check_signature(const Function& function, const Reporter& report) {
  if (function.isDeclaration()) return;
  if (function.isVarArg()) {
    report(Diagnostic::variadic, user_place(function, {}),
           "a function with '...', which BPF doesn't have");
  }
  const Type* result = function.getReturnType();
  if (result->isIntegerTy() && result->getIntegerBitWidth() > 64) {
    report(Diagnostic::aggregate_return, user_place(function, {}),
           "this function is not inlined and returns more than one register of 64 bits: return it "
           "through a pointer, or make the function [[gnu::always_inline]]");
  }
}

void check(const Function& function, const Reporter& report) {
  // Reported where they are called.
  if (function.getName() == clang_terminate || function.getName().starts_with(type_info_member)) {
    return;
  }
  check_signature(function, report);
  check_exceptions(function, report);
  bool asked_for_type = false;
  for (const Instruction& instruction : instructions(function)) {
    if (!asked_for_type && asks_for_type(instruction)) {
      asked_for_type = true;
      report(Diagnostic::rtti, user_place(function, instruction.getDebugLoc()), rtti_text);
    }
    const auto* call = dyn_cast<CallBase>(&instruction);
    if (call == nullptr) continue;
    if (is_indirect(*call)) {
      report(Diagnostic::indirect_call, user_place(function, call->getDebugLoc()),
             "an indirect call is left here, of a virtual function or through a pointer to a "
             "function: BPF can only call what is known when it is compiled");
    }
    const Function* callee = call->getCalledFunction();
    if (callee == nullptr || !callee->isDeclaration() || callee->isIntrinsic()) continue;
    if (asked_for_type && callee->getName() == "__dynamic_cast") continue;
    if (const std::optional<Complaint> complaint = declared_function(*callee, function)) {
      report(complaint->diagnostic, user_place(function, call->getDebugLoc()), complaint->text);
    }
  }
}

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
