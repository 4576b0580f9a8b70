// Without -g, and with less of it, BTF and relocations are there all the same.
// RUN: %clangxx_btf -g0 -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// Line numbers only are asked for expressly, and there would be no BTF.
// RUN: %clangxx_btf -g1 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=LINES
// LINES: warning: BTF and relocations are made from debug info, {{.*}} [btf-debug-info]
// RUN: %clangxx_btf -g0 -Werror -c %s -o %t.o
// RUN: %clangxx_btf -gline-tables-only -Werror -fplugin-arg-btf-no-debug-info -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// CHECK: struct task::b (0:1){{$}}
struct [[btf::preserve_access_index]] task { int a, b; };
int read(task* object) { return object->b; }
