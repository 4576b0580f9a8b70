// The fields of a struct as a program names them: those of members without a name are its own.
#pragma once

#include <vector>

#include "btf/diff.h"
#include "diff_same.h"

namespace btfkit::btf {

struct FlatField {
  std::string name;  // "a", "b.c"
  Field field;
  TypeId type;
  // The field around this one, whose type has no name, by index into the list; or -1.
  ptrdiff_t around = -1;
  bool is_open = false;  // its own fields follow
};

// The fields of `composite`, in the order of their declaration:
//
//   struct s { int a; union { int b; long c; }; struct { int d; } e[2]; };  ->  a, b, c, e, e[].d
//
// What is behind a pointer isn't part of the struct. A loop stops `same`.
std::vector<FlatField> flatten(const Btf& btf, TypeId composite, uint32_t pointer_size,
                               Sameness& same);

}  // namespace btfkit::btf
