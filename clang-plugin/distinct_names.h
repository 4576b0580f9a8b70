// Distinct names for types while the backend makes relocations.
//
//   namespace v5 { struct [[btf::preserve_access_index]] task_struct { int pid; }; }
//   namespace v6 { struct [[btf::preserve_access_index]] task_struct { int tgid; }; }
//
// Both are called task_struct, as the kernel's is. The backend takes two accesses for one if the
// types' names, the offsets and the indices are the same, and would read `pid` for `tgid`. So all
// but the first of a name get a number as long as this object lives.
#pragma once

#include <utility>
#include <vector>

namespace llvm {
class DICompositeType;
class MDString;
class Module;
}  // namespace llvm

namespace btfkit {

class DistinctNames {
 public:
  explicit DistinctNames(llvm::Module& module);
  ~DistinctNames();
  DistinctNames(const DistinctNames&) = delete;
  DistinctNames& operator=(const DistinctNames&) = delete;

 private:
  std::vector<std::pair<llvm::DICompositeType*, llvm::MDString*>> renamed_;
};

}  // namespace btfkit
