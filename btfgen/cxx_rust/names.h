// What the nodes of a graph are called in BTF.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cxx_rust/type_graph.h"

namespace btfkit::btfgen {

class Names {
 public:
  explicit Names(const Graph& graph);

  // The name of a type with its scopes: `ns::Outer::Inner` -> `ns_Outer_Inner`. Empty for a type
  // without a name.
  std::string type_name(NodeId id);
  // A type as C++ spells it, with its scopes: `const char *`. Empty for one without a name.
  std::string spelled(TypeRef type) { return spelled(type, 0); }
  // The name by which a linker knows a function or variable: `_ZN2ns1fEv`. In C the one in the
  // source, as in pahole's BTF, even if an asm label gives it another one.
  std::string_view symbol(NodeId id) const;

 private:
  const std::string& qualified(NodeId id, int depth);
  std::string spelled(TypeRef type, int depth);
  // Whether a name has the scope around it in front.
  bool has_scope(const Node& node) const;

  const Graph& graph_;
  std::vector<std::optional<std::string>> qualified_;
  std::vector<bool> is_alternative_;  // by node: the struct of a variant
};

// The DIE that a class, enumeration or function continues and takes its name from, if there is one.
std::optional<NodeId> declaration_of(const Graph& graph, const Node& node);

}  // namespace btfkit::btfgen
