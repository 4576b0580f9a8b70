// Types of one name are two: an access to one is not taken for an access to the other.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=BTF

namespace v5 { struct [[btf::preserve_access_index]] task_struct { int pid; }; }
namespace v6 { struct [[btf::preserve_access_index]] task_struct { int tgid; }; }

// CHECK-LABEL: <both>:
// CHECK-DAG: struct task_struct::pid (0:0){{$}}
// CHECK-DAG: struct task_struct::tgid (0:0){{$}}
extern "C" int both(v5::task_struct* a, v6::task_struct* b) { return a->pid + b->tgid; }
// CHECK-LABEL: <local>:
// CHECK: struct task_struct::prio (0:0){{$}}
extern "C" int local(void* p) {
  struct [[btf::preserve_access_index]] task_struct { int prio; };
  return static_cast<task_struct*>(p)->prio;
}
// BTF-COUNT-3: STRUCT 'task_struct' size=4
