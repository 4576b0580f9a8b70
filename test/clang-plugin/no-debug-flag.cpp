// Without -g, and with less of it, BTF and relocations are there all the same.
// RUN: %clangxx_btf -g0 -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: %clangxx_btf -g1 -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// CHECK: struct task::b (0:1){{$}}
struct [[btf::preserve_access_index]] task { int a, b; };
int read(task* object) { return object->b; }
