// Another name for a kernel's type, which the kernel doesn't have, is not the relocation's root.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s

namespace kernel {
struct [[btf::preserve_access_index]] base { int b; };
struct [[btf::preserve_access_index]] task_struct : base { int pid; };
typedef struct { int counter; } __attribute__((preserve_access_index)) atomic_t;
}  // namespace kernel
using task = kernel::task_struct;
typedef const task constant_task;
using kernel::atomic_t;

// CHECK-LABEL: <alias>:
// CHECK-DAG: struct task_struct::pid (0:1){{$}}
// CHECK-DAG: struct task_struct::b (0:0){{$}}
extern "C" int alias(task* t) { return t->pid + t->b; }
// CHECK-LABEL: <of_alias>:
// CHECK: struct task_struct::pid (0:1){{$}}
extern "C" int of_alias(constant_task* t) { return t->pid; }
// A name that is the type's only one is the kernel's.
// CHECK-LABEL: <only_name>:
// CHECK: typedef atomic_t::counter (0:0){{$}}
extern "C" int only_name(atomic_t* a) { return a->counter; }
