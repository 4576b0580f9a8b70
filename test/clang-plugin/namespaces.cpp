// A preserved type stands for a kernel's, which has no namespaces; other types keep theirs.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=BTF

namespace kernel::v6 {
struct [[btf::preserve_access_index]] task_struct {
  int pid;
  struct nested { int x; } n;
};
}  // namespace kernel::v6
namespace own::inner { struct event { int pid; }; }
namespace other { struct event { long pid; }; }

// CHECK: struct task_struct::pid (0:0){{$}}
// CHECK: struct task_struct::n.x (0:1:0){{$}}
extern "C" void f(kernel::v6::task_struct* task, own::inner::event* e, other::event* o) {
  e->pid = task->pid;
  o->pid = task->n.x;
}

// BTF-DAG: STRUCT 'task_struct' size=8
// BTF-DAG: STRUCT 'nested' size=4
// BTF-DAG: STRUCT 'own_inner_event' size=4
// BTF-DAG: STRUCT 'other_event' size=8
