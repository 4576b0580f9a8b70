// Names and linkage that loaders accept.
//
// - Inline functions and instances of templates are put into sections of their own that any other
//   object may hold as well. Loaders know no such sections: the functions become internal.
// - A loader finds programs, maps and variables by name, in every language but C++ the plain one.
// - In C++ a variable of an anonymous type, or in an anonymous namespace, is internal, as a map may
//   not be.
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Module.h>

#include <optional>
#include <string>

#include "btf_name.h"
#include "debug_types.h"
#include "ir_report.h"
#include "ir_stages.h"

namespace btfkit {

using namespace llvm;

namespace {

bool is_program(const Function& function) {
  return !function.isDeclaration() && function.hasSection() && function.getSection() != ".text";
}

bool is_map(const GlobalVariable& variable) {
  return variable.getSection().starts_with(".maps");
}

// Whether a loader may want to set the variable before the program is loaded.
bool is_settable(const GlobalVariable& variable) {
  if (!variable.isConstant()) return true;
  SmallVector<DIGlobalVariableExpression*, 1> described;
  variable.getDebugInfo(described);
  if (described.empty()) return false;
  for (const DIType* type = described.front()->getVariable()->getType(); type != nullptr;) {
    const auto* derived = dyn_cast<DIDerivedType>(type);
    if (derived == nullptr) break;
    if (derived->getTag() == dwarf::DW_TAG_volatile_type) return true;
    type = derived->getBaseType();
  }
  return false;
}

// The variable's entry in the debug info, if it was written at namespace scope or is a map.
const DIGlobalVariable* namespace_variable(const GlobalVariable& variable) {
  SmallVector<DIGlobalVariableExpression*, 1> described;
  variable.getDebugInfo(described);
  for (const DIGlobalVariableExpression* each : described) {
    const DIScope* scope = each->getVariable()->getScope();
    if (is_map(variable)) return each->getVariable();
    if (each->getVariable()->getStaticDataMemberDeclaration() != nullptr) continue;
    if (scope == nullptr || isa<DINamespace, DICompileUnit, DIFile>(scope)) {
      return each->getVariable();
    }
  }
  return nullptr;
}

// The name that both want, and where the one that has it comes from.
std::string collision(StringRef kind, StringRef name, unsigned line_of_other) {
  std::string text = "two " + kind.str() + " would be called '" + name.str() +
                     "': loaders know names without namespaces, so they have to differ";
  if (line_of_other != 0)
    text += " (the other one is at line " + std::to_string(line_of_other) + ")";
  return text;
}

// `counters<int>` is not `counters<long>`, but debug info calls both `counters`.
std::string plain_name(const GlobalVariable& variable, const DIGlobalVariable& described) {
  const bool is_instance = described.getTemplateParams() != nullptr;
  return btf_name_without_scopes(is_instance ? demangle(variable.getName())
                                             : described.getName().str());
}

// Gives `value` its plain name; false if another one has it.
bool rename(Module& module, GlobalValue& value, StringRef plain) {
  if (plain.empty() || value.getName() == plain) return true;
  if (module.getNamedValue(plain) != nullptr) return false;
  value.setName(plain);
  return true;
}

void settle_function(Module& module, Function& function, const Reporter& report) {
  if (is_program(function)) {
    function.setComdat(nullptr);
    if (!function.hasWeakAnyLinkage()) function.setLinkage(GlobalValue::ExternalLinkage);
    const DISubprogram* subprogram = function.getSubprogram();
    if (subprogram == nullptr) return;
    const std::optional<StringRef> given = given_name(subprogram->getRawAnnotations());
    const std::string plain =
        given ? given->str() : btf_name_without_scopes(subprogram->getName().str());
    if (!rename(module, function, plain)) {
      const Function* other = module.getFunction(plain);
      const DISubprogram* first = other == nullptr ? nullptr : other->getSubprogram();
      const std::string text =
          collision("programs", plain, first == nullptr ? 0 : first->getLine());
      report(Diagnostic::name_collision, place_of(subprogram), text);
    }
    return;
  }
  if (function.isDeclaration()) return;
  if (function.hasComdat() || function.hasLinkOnceLinkage() || function.hasWeakODRLinkage()) {
    function.setComdat(nullptr);
    function.setLinkage(GlobalValue::InternalLinkage);
    function.setVisibility(GlobalValue::DefaultVisibility);
    function.setDSOLocal(true);
  }
  // Nobody outside calls it by its name, which BTF may not have: a lambda's has a `$` in it.
  if (function.hasLocalLinkage()) function.setName(btf_name(function.getName().str()));
}

void settle_variable(Module& module, GlobalVariable& variable, const Reporter& report) {
  if (variable.hasComdat()) variable.setComdat(nullptr);
  if (variable.hasLinkOnceLinkage() || variable.hasWeakODRLinkage()) {
    // State stays visible to loaders, and of several definitions one is kept. The constants of a
    // library that nobody asked for may vanish.
    variable.setLinkage(is_settable(variable) ? GlobalValue::WeakODRLinkage
                                              : GlobalValue::InternalLinkage);
    variable.setVisibility(GlobalValue::DefaultVisibility);
  } else if (is_map(variable) && variable.hasLocalLinkage()) {
    variable.setLinkage(GlobalValue::ExternalLinkage);
  }

  const DIGlobalVariable* described = namespace_variable(variable);
  if (described == nullptr) return;
  const std::string plain = plain_name(variable, *described);
  if (rename(module, variable, plain) || variable.hasLocalLinkage()) return;
  // Instances of a class template have a member of the same name each; the symbol's name is left.
  if (described->getStaticDataMemberDeclaration() != nullptr) return;
  const GlobalVariable* other = module.getNamedGlobal(plain);
  const DIGlobalVariable* first = other == nullptr ? nullptr : namespace_variable(*other);
  report(Diagnostic::name_collision, place_of(described),
         collision(is_map(variable) ? "maps" : "variables", plain,
                   first == nullptr ? 0 : first->getLine()));
}

// What clang 19 leaves behind: a static member that is used is declared once more, as an external
// variable of its plain name, and the options for the linker, of which there are none, make an ELF
// section that BPF linkers don't know.
void drop_leftovers(Module& module) {
  for (GlobalVariable& variable : make_early_inc_range(module.globals())) {
    if (variable.isDeclaration() && variable.use_empty()) variable.eraseFromParent();
  }
  NamedMDNode* options = module.getNamedMetadata("llvm.linker.options");
  if (options != nullptr && options->getNumOperands() == 0) options->eraseFromParent();
}

}  // namespace

void settle_linkage(Module& module, const Reporter& report) {
  drop_leftovers(module);
  for (Function& function : module) settle_function(module, function, report);
  for (GlobalVariable& variable : module.globals()) settle_variable(module, variable, report);
}

}  // namespace btfkit
