#include "reachable.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Module.h>

namespace btfkit {

using namespace llvm;

Reachable::Reachable(const Module& module) {
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

bool Reachable::contains(const Function& function) const {
  return seen_.contains(&function);
}

void Reachable::visit(const Constant& constant) {
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

}  // namespace btfkit
