// What clang 22 does by itself: it crashes on a member function and on std::variant. When it no
// longer does, this test says so, and some of the plugin's work may be over.
// RUN: not --crash %clangxx_bpf -c %s -o %t.o
// RUN: not --crash %clangxx_bpf %libstdcxx -DVARIANT -c %s -o %t.o
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: %clangxx_btf %libstdcxx -DVARIANT -c %s -o %t.o
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
