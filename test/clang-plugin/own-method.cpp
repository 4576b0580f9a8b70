// A method that reads fields through `this`, own and inherited ones.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s

struct [[btf::preserve_access_index]] task_ids {
  int pid, tgid;
};
struct [[btf::preserve_access_index]] task_struct : task_ids {
  int prio;
  int thread_group() const { return tgid; }
  int priority() { return this->prio; }
  int out_of_line() const;
};
int task_struct::out_of_line() const { return pid; }

// CHECK-LABEL: <_ZNK11task_struct11out_of_lineEv>:
// CHECK: struct task_struct::pid (0:0){{$}}

// CHECK-LABEL: <inherited>:
// CHECK: struct task_struct::tgid (0:1){{$}}
extern "C" int inherited(task_struct* task) { return task->thread_group(); }

// CHECK-LABEL: <own>:
// CHECK: struct task_struct::prio (0:2){{$}}
extern "C" int own(task_struct* task) { return task->priority(); }
