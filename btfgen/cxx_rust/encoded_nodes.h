// Which nodes of the graph have a BTF type of their own.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "cxx_rust/names.h"
#include "cxx_rust/type_graph.h"

namespace btfkit::btfgen {

// What a function is made of, which can be spread over several DIEs: the copy of a function that is
// inlined elsewhere has its parameters and types in the abstract one, and a method has its return
// type in the class.
struct FunctionParts {
  const Node* abstract;
  TypeRef result;
  bool is_prototyped;
};
// `node` is a Function.
FunctionParts parts_of(const Graph& graph, const Node& node);

// By node. What is left out although the source has it is told in `warnings`. `function_symbols`
// are those of LowerOptions.
std::vector<bool> encoded_nodes(const Graph& graph, const Names& names,
                                const std::unordered_set<std::string_view>& function_symbols,
                                std::vector<std::string>& warnings);

}  // namespace btfkit::btfgen
