// What is behind a reference to a type.
#pragma once

#include <optional>

#include "cxx_rust/type_graph.h"

namespace btfkit::btfgen {

// Follows typedefs, qualifiers, and stand-ins for types in type units to the type behind them.
// Nothing for void and for what is no type.
std::optional<NodeId> underlying(const Graph& graph, TypeRef type);

// The size in bytes of an object of that type; nothing for what has none.
std::optional<uint64_t> size_of(const Graph& graph, TypeRef type, uint32_t pointer_size);

// An enumeration's size in bytes.
uint64_t enum_size(const Graph& graph, const Enumeration& kind);

}  // namespace btfkit::btfgen
