// What clang 22 does by itself: it crashes on a member function and on std::variant. When it no
// longer does, this test says so, and some of the plugin's work may be over.
// clang 19 writes BTF that no kernel takes instead.
// UNSUPPORTED: clang-19
// RUN: not %clangxx_bpf -fno-crash-diagnostics -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %clangxx_bpf -fno-crash-diagnostics %libstdcxx -DVARIANT -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: %clangxx_btf %libstdcxx -DVARIANT -c %s -o %t.o
// CHECK: PLEASE submit a bug report
#ifdef VARIANT
#include <variant>
struct First { unsigned a; int b; };
unsigned index(std::variant<First, unsigned>* v) { return v->index(); }
#else
struct counter {
  int value;
  int next() { return ++value; }
};
int next(counter* c) { return c->next(); }
#endif
