// Functions that call themselves. The kernel refuses a program that has such calls, however deep
// they would get: it adds up the stack of each chain of calls.
#include <llvm/ADT/DenseMap.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Module.h>

#include <string>
#include <vector>

#include "ir_report.h"
#include "ir_stages.h"
#include "reachable.h"

namespace btfkit {

using namespace llvm;

namespace {

class Search {
 public:
  explicit Search(const Reporter& report) : report_(report) {}

  // Depth first: a call of a function that the way leads through closes a circle.
  void visit(const Function& function) {
    state_[&function] = State::on_the_way;
    way_.push_back(&function);
    for (const Instruction& instruction : instructions(function)) {
      const auto* call = dyn_cast<CallBase>(&instruction);
      const Function* callee = call == nullptr ? nullptr : call->getCalledFunction();
      if (callee == nullptr || callee->isDeclaration()) continue;
      const auto known = state_.find(callee);
      if (known == state_.end()) {
        visit(*callee);
      } else if (known->second == State::on_the_way) {
        complain(function, *call, *callee);
      }
    }
    way_.pop_back();
    state_[&function] = State::done;
  }

  bool knows(const Function& function) const { return state_.contains(&function); }

 private:
  enum class State { on_the_way, done };

  void complain(const Function& caller, const CallBase& call, const Function& callee) {
    std::string circle;
    bool in_circle = false;
    for (const Function* each : way_) {
      in_circle |= each == &callee;
      if (in_circle) circle += source_name(*each) + " -> ";
    }
    circle += source_name(callee);
    report_(Diagnostic::recursion, user_place(caller, call.getDebugLoc()),
            "this call leads back to where it is made, which the kernel refuses: " + circle);
  }

  const Reporter& report_;
  DenseMap<const Function*, State> state_;
  std::vector<const Function*> way_;
};

}  // namespace

void report_recursion(Module& module, const Reporter& report) {
  const Reachable reachable(module);
  Search search(report);
  for (const Function& function : module) {
    if (function.isDeclaration() || !reachable.contains(function)) continue;
    if (!search.knows(function)) search.visit(function);
  }
}

}  // namespace btfkit
