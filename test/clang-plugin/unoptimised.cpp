// At -O0 clang makes code that never loads of any relocation, from C as well.
// RUN: %clangxx_btf -O0 -c %s -o %t.o 2>&1 | FileCheck %s

struct [[btf::preserve_access_index]] task { int a, b; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: relocations don't work without optimisation
int read(task* object) { return object->b; }
