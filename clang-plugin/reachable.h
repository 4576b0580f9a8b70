// The functions that a loader can get to: at -O0 the internal ones that nobody calls are still
// there.
#pragma once

#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/SmallVector.h>

namespace llvm {
class Constant;
class Function;
class Module;
}  // namespace llvm

namespace btfkit {

class Reachable {
 public:
  explicit Reachable(const llvm::Module& module);

  bool contains(const llvm::Function& function) const;

 private:
  void visit(const llvm::Constant& constant);

  llvm::DenseSet<const llvm::Constant*> seen_;
  llvm::SmallVector<const llvm::Function*, 32> work_;
};

}  // namespace btfkit
