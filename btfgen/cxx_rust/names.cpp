#include "cxx_rust/names.h"

#include <fmt/format.h>

#include "btf/model.h"
#include "cxx_rust/cxx_name.h"

namespace btfkit::btfgen {
namespace {

// Deeper nesting of scopes or longer chains of declarations come from damaged files only.
constexpr int kMaxDepth = 256;

std::string_view linkage_name(const Node& node) {
  if (auto* function = std::get_if<Function>(&node.kind)) return function->linkage_name;
  if (auto* variable = std::get_if<Variable>(&node.kind)) return variable->linkage_name;
  return {};
}

// `A *const` is not `const A *`.
std::string with_qualifier(std::string_view qualifier, bool is_pointer, const std::string& name) {
  return is_pointer ? fmt::format("{} {}", name, qualifier) : fmt::format("{} {}", qualifier, name);
}

}  // namespace

std::optional<NodeId> declaration_of(const Graph& graph, const Node& node) {
  TypeRef next =
      std::visit(btf::Overloaded{
                     [](const Function& kind) {
                       return kind.abstract_origin ? kind.abstract_origin : kind.specification;
                     },
                     [](const Composite& kind) { return kind.specification; },
                     [](const Variable& kind) { return kind.specification; },
                     [](const Enumeration& kind) { return kind.specification; },
                     [](const auto&) { return TypeRef(); },
                 },
                 node.kind);
  return next ? graph.find(*next) : std::nullopt;
}

Names::Names(const Graph& graph)
    : graph_(graph), qualified_(graph.nodes.size()), is_alternative_(graph.nodes.size()) {
  for (const Node& node : graph.nodes) {
    auto* composite = std::get_if<Composite>(&node.kind);
    if (!composite || !composite->part) continue;
    for (const std::vector<Field>& fields : composite->part->variants) {
      auto type = fields.size() == 1 && fields[0].type ? graph.find(*fields[0].type) : std::nullopt;
      auto scope = type ? graph.node(*type).scope : std::nullopt;
      if (scope && graph.node(*scope).die == node.die) is_alternative_[number(*type)] = true;
    }
  }
}

bool Names::has_scope(const Node& node) const {
  if (!node.scope) return false;
  const Node& scope = graph_.node(*node.scope);
  // A local type is called as if it were outside of its function.
  if (std::holds_alternative<Function>(scope.kind)) return false;
  // Rust's outermost module is the crate: a name says as little of it as C++'s does of the program.
  return !graph_.units[node.unit].is_rust || scope.scope;
}

std::string Names::spelled(TypeRef type, int depth) {
  if (!type) return "void";
  auto id = graph_.find(*type);
  if (!id || depth == kMaxDepth) return {};
  const Node& node = graph_.node(*id);
  auto target = [&](TypeRef of) { return spelled(of, depth + 1); };
  auto is_pointer = [&](TypeRef of) {
    auto to = of ? graph_.find(*of) : std::nullopt;
    if (!to) return false;
    auto* modifier = std::get_if<Modifier>(&graph_.node(*to).kind);
    return modifier ? modifier->kind == ModifierKind::kPointer &&
                          graph_.node(*to).tag == dwarf::Tag::kPointerType
                    : std::holds_alternative<PointerToMember>(graph_.node(*to).kind);
  };
  if (auto* array = std::get_if<ArrayType>(&node.kind)) return target(array->element) + " array";
  if (std::holds_alternative<SubroutineType>(node.kind)) return "function";
  if (auto* member = std::get_if<PointerToMember>(&node.kind)) {
    return target(member->type) + " member *";
  }
  auto* modifier = std::get_if<Modifier>(&node.kind);
  if (!modifier || modifier->kind == ModifierKind::kTypedef) return qualified(*id, 0);
  std::string name = target(modifier->target);
  switch (modifier->kind) {
    case ModifierKind::kPointer:
      if (node.tag == dwarf::Tag::kReferenceType) return name + " &";
      if (node.tag == dwarf::Tag::kRvalueReferenceType) return name + " &&";
      return name + " *";
    case ModifierKind::kConst:
      return with_qualifier("const", is_pointer(modifier->target), name);
    case ModifierKind::kVolatile:
      return with_qualifier("volatile", is_pointer(modifier->target), name);
    case ModifierKind::kRestrict:
    case ModifierKind::kTransparent:
    case ModifierKind::kTypedef:
      break;
  }
  return name;
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
    if (has_scope(node) && !is_alternative_[number(id)]) {
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

std::string_view Names::symbol(NodeId id) const {
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
