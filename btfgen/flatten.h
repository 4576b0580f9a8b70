// A class's data as BTF can hold it: members in the order of their offsets, those of base classes
// among them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "definitions.h"
#include "type_graph.h"

namespace btfkit::btfgen {

struct FlatMember {
  std::string_view name;
  TypeRef type;
  uint64_t bit_offset;
  uint64_t bit_width;              // 0 if it is not a bit field
  std::vector<FlatMember> nested;  // of an anonymous struct, which has no type; offsets within it
};

// The members of `composite`, a node of kind Composite, and of its bases:
//
//   struct A { int a; };  struct B { int b; };  struct C : A, B { int c; };  ->  a, b, c
//
// A base that has a name which is taken already becomes an anonymous struct:
//
//   struct A { int x; };  struct C : A { int x; };  ->  struct { x }, x
//
// Empty bases leave nothing. What can't be placed is told in `warnings`.
std::vector<FlatMember> flatten(const Graph& graph, NodeId composite, Definitions& definitions,
                                std::vector<std::string>& warnings);

}  // namespace btfkit::btfgen
