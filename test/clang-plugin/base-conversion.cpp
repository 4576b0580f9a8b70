// Through a pointer to a base nothing is known of the derived type. At the same address that does
// no harm: the base can be given a flavor of the kernel's name. Elsewhere it is an error.
// RUN: not %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx_btf -DALLOWED -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s --check-prefix=ALLOWED

struct [[btf::preserve_access_index]] task_struct___ids {
  int pid, tgid;
  int group() const { return tgid; }
};
struct [[btf::preserve_access_index]] second { int s; int get() { return s; } };
struct [[btf::preserve_access_index]] task_struct : task_struct___ids, second { int own; };

#ifdef ALLOWED
// ALLOWED: struct task_struct___ids::tgid (0:1){{$}}
int method_of_base(task_struct* task) { return task->group(); }
#else
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'task_struct' can't be converted to or from its base 'second' here: the base's offset of 8 bytes
int method(task_struct* task) { return task->get(); }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'task_struct' can't be converted to or from its base 'second'
second* upcast(task_struct* t) { return t; }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'task_struct' can't be converted to or from its base 'second'
task_struct* downcast(second* object) { return static_cast<task_struct*>(object); }
#endif
