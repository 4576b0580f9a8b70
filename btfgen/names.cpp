#include "names.h"

#include "btf/model.h"
#include "cxx_name.h"

namespace btfkit::btfgen {
namespace {

// Deeper nesting of scopes or longer chains of declarations come from damaged files only.
constexpr int kMaxDepth = 256;

std::string_view linkage_name(const Node& node) {
  auto* function = std::get_if<Function>(&node.kind);
  return function ? function->linkage_name : std::string_view();
}

}  // namespace

std::optional<NodeId> declaration_of(const Graph& graph, const Node& node) {
  TypeRef next =
      std::visit(btf::Overloaded{
                     [](const Function& kind) {
                       return kind.abstract_origin ? kind.abstract_origin : kind.specification;
                     },
                     [](const Composite& kind) { return kind.specification; },
                     [](const Enumeration& kind) { return kind.specification; },
                     [](const auto&) { return TypeRef(); },
                 },
                 node.kind);
  return next ? graph.find(*next) : std::nullopt;
}

const std::string& Names::qualified(NodeId id, int depth) {
  static const std::string kNothing;
  if (depth == kMaxDepth) return kNothing;
  auto& name = qualified_[number(id)];
  if (name) return *name;
  const Node& node = graph_.node(id);
  std::string result;
  // The declaration is where the scopes are, even if the definition repeats the name.
  if (auto declaration = declaration_of(graph_, node)) result = qualified(*declaration, depth + 1);
  if (result.empty()) {
    // A local type is called as if it were outside of its function.
    if (node.scope && !std::holds_alternative<Function>(graph_.node(*node.scope).kind)) {
      result = qualified(*node.scope, depth + 1);
    }
    std::string_view own = node.name;
    if (own.empty() && node.tag == dwarf::Tag::kNamespace) own = "(anonymous namespace)";
    if (!result.empty() && !own.empty()) result += "::";
    result += own;
  }
  name = std::move(result);
  return *name;
}

std::string Names::type_name(NodeId id) {
  const Node* node = &graph_.node(id);
  for (int depth = 0; node->name.empty() && depth < kMaxDepth; ++depth) {
    auto declaration = declaration_of(graph_, *node);
    if (!declaration) return {};
    node = &graph_.node(*declaration);
  }
  return btf_name(qualified(id, 0));
}

std::string_view Names::function_name(NodeId id) const {
  const Node* node = &graph_.node(id);
  std::string_view name;
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    std::string_view linkage = linkage_name(*node);
    if (!linkage.empty() && !graph_.units[node->unit].is_c) return linkage;
    if (name.empty()) name = node->name;
    auto declaration = declaration_of(graph_, *node);
    if (!declaration) break;
    node = &graph_.node(*declaration);
  }
  return name;
}

}  // namespace btfkit::btfgen
