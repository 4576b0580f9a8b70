// The header of precompiled-header.cpp.
#pragma once
#include <variant>
struct [[btf::preserve_access_index]] first { int lowest; };
struct [[btf::preserve_access_index]] ids : first { int pid; int tgid; int group() const { return tgid; } };
// The first conversion to a base here, as the first one of the program, is to one at offset 0.
struct [[btf::preserve_access_index]] top : ids {};
inline int lowest(top* t) { return t->lowest; }
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct links { struct task* parent; };
template <class T> struct box { T in_box; };
#pragma clang attribute pop
struct [[btf::preserve_access_index]] task : ids, links, box<long> {
  char comm[16];
  unsigned flag : 3;
  struct { int in_nested; } nested;
  int class_ [[btf::name("class")]];
  enum [[btf::name("mode_t")]] mode { idle, run [[btf::name("RUN")]] } mode;
  int sum() const { return pid + parent->tgid; }
};
struct [[btf::name("given")]] named { int x [[btf::decl_tag("member")]]; };
inline unsigned long where() { return __builtin_offsetof(task, comm); }
inline int call_of_base(task* t) { return t->group(); }
template <class T> int in_template(T* t) { return t->tgid + t->flag; }
struct A { int a; };
struct B { long b; };
using either = std::variant<A, B>;
inline either global_variant;
