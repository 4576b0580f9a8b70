// A pointer to a base that is kept knows nothing of the derived type. At the same address that does
// no harm: the base can be given a flavor of the kernel's name. Elsewhere it is an error.
// RUN: not %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx_btf -DALLOWED -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s --check-prefix=ALLOWED

struct [[btf::preserve_access_index]] task_struct___ids { int pid, tgid; };
struct [[btf::preserve_access_index]] second { int s; };
struct [[btf::preserve_access_index]] task_struct : task_struct___ids, second { int own; };

#ifdef ALLOWED
// ALLOWED: struct task_struct___ids::tgid (0:1){{$}}
int of_base(task_struct* task) { task_struct___ids* ids = task; return ids->tgid; }
#else
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'task_struct' can't be converted to or from its base 'second' here: the base's offset of 8 bytes
second* upcast(task_struct* t) { return t; }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'task_struct' can't be converted to or from its base 'second'
int variable(task_struct* t) { second& s = *t; return s.s; }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'task_struct' can't be converted to or from its base 'second'
task_struct* downcast(second* object) { return static_cast<task_struct*>(object); }
#endif
