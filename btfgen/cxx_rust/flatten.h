// A class's data as BTF can hold it: members in the order of their offsets, those of base classes
// among them, and the alternatives of a tagged union in a union.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cxx_rust/definitions.h"
#include "cxx_rust/names.h"
#include "cxx_rust/type_graph.h"

namespace btfkit::btfgen {

struct FlatMember;

// A struct or union that no DIE describes.
struct MadeUp {
  bool is_union = false;
  std::string name;                 // empty: anonymous
  std::optional<uint64_t> size;     // bytes; nothing: up to the end of its last member
  std::vector<FlatMember> members;  // at offsets within it
};

struct FlatMember {
  std::string name;
  TypeRef type;
  uint64_t bit_offset = 0;
  uint64_t bit_width = 0;              // 0 if it is not a bit field
  std::optional<MadeUp> made_up = {};  // in place of `type`
  TagList tags = TagList::kNone;
};

// The members of `composite`, a node of kind Composite, and of its bases:
//
//   struct A { int a; };  struct B { int b; };  struct C : A, B { int c; };  ->  a, b, c
//
// Of a base that has a name which is taken already, the named members become an anonymous struct:
//
//   struct A { int x; };  struct C : A { int x; };  ->  struct { x }, x
//
// Empty bases leave nothing. A tagged union is one anonymous union, see tagged_unions.h. What can't
// be placed is told in `warnings`.
std::vector<FlatMember> flatten(const Graph& graph, NodeId composite, Names& names,
                                Definitions& definitions, std::vector<std::string>& warnings);

}  // namespace btfkit::btfgen
