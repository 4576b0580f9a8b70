// Tagged unions in the shape that docs/tagged-unions.md describes: DWARF's variant parts (enums of
// Rust's, and what the clang plugin makes), and the standard library's variant, optional and
// expected, which are recognised by name and layout.
#pragma once

#include <optional>

#include "cxx_rust/definitions.h"
#include "cxx_rust/flatten.h"
#include "cxx_rust/names.h"
#include "cxx_rust/type_graph.h"

namespace btfkit::btfgen {

// The anonymous union that stands for `composite`'s variant part, which it has.
FlatMember variant_union(const Composite& composite);

// The anonymous union that is all there is in a class of the C++ standard library; nothing if
// `composite` is none of them, or consists of something else than one union and one integer.
std::optional<FlatMember> standard_union(const Graph& graph, NodeId composite, Names& names,
                                         Definitions& definitions);

}  // namespace btfkit::btfgen
