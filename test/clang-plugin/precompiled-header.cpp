// A precompiled header gives the same as the header: marks of records, names, variants, and what was
// made of inline functions, are in it.
// RUN: %clangxx_btf %libstdcxx -Wno-invalid-offsetof -x c++-header %S/Inputs/precompiled.hpp -o %t.pch
// RUN: %clangxx_btf %libstdcxx -DWITHOUT_HEADER -include-pch %t.pch -c %s -o %t.with.o
// RUN: %clangxx_btf %libstdcxx -Wno-invalid-offsetof -c %s -o %t.without.o
// RUN: for which in with without; do llvm-objdump -dr --no-show-raw-insn %t.$which.o | sed 1,3d > %t.$which.txt && bpftool btf dump file %t.$which.o format raw > %t.$which.btf || exit 1; done
// RUN: diff %t.without.txt %t.with.txt
// RUN: diff %t.without.btf %t.with.btf
// RUN: FileCheck %s < %t.with.txt

#ifndef WITHOUT_HEADER
#include "Inputs/precompiled.hpp"
#endif

extern "C" {
// CHECK-LABEL: <own>:
// CHECK-DAG: struct top::pid (0:1)
// CHECK-DAG: struct top::lowest (0:0)
int own(top* t) { return t->pid - lowest(t); }
// CHECK-LABEL: <of_header>:
// CHECK-DAG: <byte_off> {{.*}} struct task::comm (0:5)
// CHECK-DAG: <rshift_u64> {{.*}} struct task::flag (0:6)
// CHECK-DAG: struct task::tgid (0:2)
// CHECK-DAG: struct task::class (0:8)
// CHECK-DAG: struct task::in_box (0:4)
unsigned long of_header(task* t) {
  return t->sum() + where() + call_of_base(t) + in_template(t) + t->class_ + (t->mode == task::run) + t->in_box;
}
unsigned long index() { return global_variant.index(); }
named object;
int others(task* t) { return t->nested.in_nested + t->parent->flag + object.x; }
}
