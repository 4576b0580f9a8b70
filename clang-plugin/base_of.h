// The calls of btfkit_base_of_ functions, which say in the IR of which type an object is whose base
// is accessed (see base_accesses.cpp).
#pragma once

#include <llvm/ADT/SmallVector.h>

#include <cstdint>
#include <vector>

namespace llvm {
class CallInst;
class DICompositeType;
class Function;
class Use;
class Value;
}  // namespace llvm

namespace btfkit {

// What a btfkit_base_of_ function stands for.
struct BaseOf {
  std::uint64_t offset = 0;  // of the base in the derived type, in bytes
  std::uint64_t align = 1;   // of the derived type, in bytes
  llvm::DICompositeType* derived = nullptr;
};

bool parse_base_of(const llvm::Function* function, BaseOf& parsed);

// The conversions that lead to `object`, the last one first.
llvm::SmallVector<llvm::CallInst*, 2> conversions_behind(llvm::Value* object);

// Where its result, or `this` whose value it is, is used for something else than further
// conversions.
std::vector<llvm::Use*> other_uses(llvm::CallInst& conversion);

}  // namespace btfkit
