// Atomic operations that BPF doesn't have, on which the backend would end in "Cannot select".
#include <llvm/IR/Function.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include <string>

#include "ir_report.h"
#include "ir_stages.h"
#include "llvm_version.h"

namespace btfkit {

using namespace llvm;

namespace {

// What a function may use: -mcpu.
class Processor {
 public:
  explicit Processor(const Function& function)
      : name_(function.getFnAttribute("target-cpu").getValueAsString()),
        features_(function.getFnAttribute("target-features").getValueAsString()) {
    if (name_.empty() || name_ == "generic") name_ = default_processor;
  }

  bool has_32_bits() const {
    return name_ == "v3" || name_ == "v4" || features_.contains("+alu32");
  }
  bool has_loads_and_stores() const { return backend_has_atomic_loads && name_ == "v4"; }

 private:
  StringRef name_;
  StringRef features_;
};

bool is_of_bpf(AtomicRMWInst::BinOp operation) {
  return operation == AtomicRMWInst::Add || operation == AtomicRMWInst::Sub ||
         operation == AtomicRMWInst::And || operation == AtomicRMWInst::Or ||
         operation == AtomicRMWInst::Xor || operation == AtomicRMWInst::Xchg;
}

std::string check_width(const Type* type, bool adds_only, const Processor& processor) {
  const unsigned bits = type->isPointerTy() ? 64 : type->getScalarSizeInBits();
  if (bits != 32 && bits != 64) return "BPF's atomic operations are on 32 and 64 bits";
  if (bits == 64 || adds_only || processor.has_32_bits()) return {};
  return "an atomic operation on 32 bits, other than an addition whose result isn't used, needs "
         "-mcpu=v3; or use 64 bits";
}

std::string check_order(AtomicOrdering ordering, const Processor& processor) {
  if (processor.has_loads_and_stores() && ordering != AtomicOrdering::SequentiallyConsistent) {
    return {};
  }
  return "an atomic load or store needs -mcpu=v4 and clang 20, and is acquire, release or relaxed; "
         "a volatile one does for a value that is read or written whole";
}

// The guard of a static variable in a function, which is diagnosed as such.
bool is_guard(const Value& address) {
  return address.stripPointerCasts()->getName().starts_with("_ZGV");
}

// What is wrong with the instruction, or nothing.
std::string complaint(const Instruction& instruction, const Processor& processor) {
  if (const auto* update = dyn_cast<AtomicRMWInst>(&instruction)) {
    if (!is_of_bpf(update->getOperation())) {
      return "BPF's atomic operations are add, sub, and, or, xor, exchange and compare-exchange";
    }
    const bool adds_only = update->getOperation() == AtomicRMWInst::Add && update->use_empty();
    return check_width(update->getType(), adds_only, processor);
  }
  if (const auto* exchange = dyn_cast<AtomicCmpXchgInst>(&instruction)) {
    return check_width(exchange->getCompareOperand()->getType(), false, processor);
  }
  if (const auto* load = dyn_cast<LoadInst>(&instruction); load != nullptr && load->isAtomic()) {
    if (is_guard(*load->getPointerOperand())) return {};
    return check_order(load->getOrdering(), processor);
  }
  const auto* store = dyn_cast<StoreInst>(&instruction);
  return store == nullptr || !store->isAtomic() ? std::string()
                                                : check_order(store->getOrdering(), processor);
}

}  // namespace

// The backend compiles what nobody calls, too.
void report_atomic_operations(Module& module, const Reporter& report) {
  for (const Function& function : module) {
    const Processor processor(function);
    for (const Instruction& instruction : instructions(function)) {
      const std::string text = complaint(instruction, processor);
      if (text.empty()) continue;
      report(Diagnostic::atomic_operation, user_place(function, instruction.getDebugLoc()), text);
    }
  }
}

}  // namespace btfkit
