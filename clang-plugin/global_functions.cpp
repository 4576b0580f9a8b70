// Functions that the verifier looks at by themselves: those that other objects can call. It takes
// the types of their parameters and results from BTF (btf_prepare_func_args in kernel/bpf/btf.c),
// and knows numbers, and pointers to memory of a known size.
//
// It does so when a program calls them, so one that nobody calls is nobody's trouble.
#include <llvm/ADT/STLExtras.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Module.h>

#include <string>

#include "debug_types.h"
#include "ir_report.h"
#include "ir_stages.h"

namespace btfkit {

using namespace llvm;

namespace {

bool is_global(const Function& function) {
  return !function.isDeclaration() && !function.hasLocalLinkage() && !function.hasSection();
}

bool is_called(const Function& function) {
  return any_of(function.users(), [&](const User* user) {
    const auto* call = dyn_cast<CallBase>(user);
    return call != nullptr && call->getCalledFunction() == &function;
  });
}

bool is_pointer(const DIType* type) {
  return type != nullptr && type->getTag() == dwarf::DW_TAG_pointer_type;
}

bool is_object(const DIType* type) {
  return type != nullptr && (type->getTag() == dwarf::DW_TAG_structure_type ||
                             type->getTag() == dwarf::DW_TAG_union_type);
}

// void, a type that is only declared, a function.
bool has_no_size(const DIType* type) {
  if (type == nullptr || isa<DISubroutineType>(type)) return true;
  return is_object(type) && type->isForwardDecl();
}

// A tag on the parameter that says what the pointer is: `arg:ctx`, `arg:trusted`. That it isn't
// null is no answer.
bool is_tagged(const DISubprogram& subprogram, unsigned number) {
  for (const DINode* node : subprogram.getRetainedNodes()) {
    const auto* variable = dyn_cast<DILocalVariable>(node);
    if (variable == nullptr || variable->getArg() != number || !variable->getAnnotations()) {
      continue;
    }
    return any_of(variable->getAnnotations()->operands(), [](const MDOperand& tag) {
      const auto* text = dyn_cast<MDString>(cast<MDNode>(tag)->getOperand(1));
      return text != nullptr && text->getString() != "arg:nonnull";
    });
  }
  return false;
}

// What the verifier would say, or nothing.
std::string complaint(const DISubprogram& subprogram) {
  constexpr char begin[] =
      "functions that other files can call are verified by themselves, and this one ";
  constexpr char end[] = ", or make it static or inline";
  const auto types = subprogram.getType()->getTypeArray();
  for (unsigned i = 0; i < types.size(); ++i) {
    DIType* type = strip_qualifiers(types[i]);
    if (i == 0) {
      if (!is_pointer(type)) continue;
      return std::string(begin) + "returns a pointer: return a number" + end;
    }
    if (is_object(type)) {
      return std::string(begin) + "takes an object by value: take a reference" + end;
    }
    if (!is_pointer(type) || is_tagged(subprogram, i)) continue;
    if (has_no_size(strip_qualifiers(cast<DIDerivedType>(type)->getBaseType()))) {
      return std::string(begin) +
             "takes a pointer to something of unknown size: take one to an object, say by "
             "[[btf::decl_tag]] what it is (\"arg:ctx\")" +
             end;
    }
  }
  return {};
}

}  // namespace

void report_global_functions(Module& module, const Reporter& report) {
  for (const Function& function : module) {
    const DISubprogram* subprogram = function.getSubprogram();
    if (subprogram == nullptr || !is_global(function) || !is_called(function)) continue;
    const std::string text = complaint(*subprogram);
    if (!text.empty()) report(Diagnostic::global_function, user_place(function, {}), text);
  }
}

}  // namespace btfkit
