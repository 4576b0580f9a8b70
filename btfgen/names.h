// What the nodes of a graph are called in BTF.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "type_graph.h"

namespace btfkit::btfgen {

class Names {
 public:
  explicit Names(const Graph& graph) : graph_(graph), qualified_(graph.nodes.size()) {}

  // The name of a type with its scopes: `ns::Outer::Inner` -> `ns_Outer_Inner`. Empty for a type
  // without a name.
  std::string type_name(NodeId id);
  // The name by which a linker knows a function: `_ZN2ns1fEv`. In C the one in the source, as in
  // pahole's BTF, even if an asm label gives it another one.
  std::string_view function_name(NodeId id) const;

 private:
  const std::string& qualified(NodeId id, int depth);

  const Graph& graph_;
  std::vector<std::optional<std::string>> qualified_;
};

// The DIE that a class, enumeration or function continues and takes its name from, if there is one.
std::optional<NodeId> declaration_of(const Graph& graph, const Node& node);

}  // namespace btfkit::btfgen
