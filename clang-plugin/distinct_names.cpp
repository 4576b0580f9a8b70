#include "distinct_names.h"

#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Module.h>

#include <string>

#include "debug_types.h"

namespace btfkit {

using namespace llvm;

namespace {

// Operand that has no setter.
constexpr unsigned type_name_operand = 2;

}  // namespace

DistinctNames::DistinctNames(Module& module) {
  StringMap<unsigned> seen;
  DenseSet<const DICompositeType*> known;
  for (Function& function : module) {
    for (Instruction& instruction : instructions(function)) {
      auto* accessed =
          dyn_cast_or_null<DIType>(instruction.getMetadata(LLVMContext::MD_preserve_access_index));
      auto* type = dyn_cast_or_null<DICompositeType>(strip_qualifiers(accessed));
      if (type == nullptr || type->getName().empty() || !type->isDistinct()) continue;
      if (!known.insert(type).second) continue;
      const unsigned number = seen[type->getName()]++;
      if (number == 0) continue;
      renamed_.emplace_back(type, type->getRawName());
      const std::string name = type->getName().str() + "." + std::to_string(number);
      type->replaceOperandWith(type_name_operand, MDString::get(module.getContext(), name));
    }
  }
}

DistinctNames::~DistinctNames() {
  for (const auto& [type, name] : renamed_) type->replaceOperandWith(type_name_operand, name);
}

}  // namespace btfkit
