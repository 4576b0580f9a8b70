#include "flatten.h"

#include <algorithm>
#include <unordered_set>

namespace btfkit::btfgen {
namespace {

// Deeper inheritance and longer chains come from damaged files only.
constexpr int kMaxDepth = 256;

class Flattener {
 public:
  Flattener(const Graph& graph, std::vector<std::string>& warnings)
      : graph_(graph), warnings_(warnings) {}

  std::vector<FlatMember> run(NodeId composite, int depth) {
    const Node& node = graph_.node(composite);
    const auto& kind = std::get<Composite>(node.kind);
    std::vector<FlatMember> result;
    std::unordered_set<std::string_view> names;
    for (const Field& field : kind.fields) names.insert(field.name);
    for (const BaseClass& base : kind.bases) add_base(node, base, depth, names, result);
    for (const Field& field : kind.fields) {
      result.push_back({field.name, field.type, field.bit_offset, field.bit_width});
    }
    // Virtual tables and bases declared in another order than they are laid out in.
    if (!kind.is_union) std::ranges::stable_sort(result, {}, &FlatMember::bit_offset);
    return result;
  }

 private:
  void add_base(const Node& node, const BaseClass& base, int depth,
                std::unordered_set<std::string_view>& names, std::vector<FlatMember>& result) {
    auto type = underlying(graph_, base.type);
    auto* composite = type ? std::get_if<Composite>(&graph_.node(*type).kind) : nullptr;
    std::string_view name = type ? graph_.node(*type).name : "?";
    if (!composite || composite->is_declaration) {
      return warn(node, fmt::format("base class '{}' is not defined in this unit", name));
    }
    if (depth == kMaxDepth) return warn(node, "it has too many levels of base classes");
    std::vector<FlatMember> members = run(*type, depth + 1);
    if (members.empty()) return;
    if (!base.offset) {
      return warn(node, fmt::format("the place of virtual base class '{}' is known at run time only",
                                    name));
    }
    bool collides = std::ranges::any_of(members, [&](const FlatMember& member) {
      return !member.name.empty() && names.contains(member.name);
    });
    if (collides) {
      result.push_back({{}, base.type, 8 * *base.offset, 0});
      return;
    }
    for (FlatMember& member : members) {
      member.bit_offset += 8 * *base.offset;
      names.insert(member.name);
      result.push_back(member);
    }
  }

  void warn(const Node& node, std::string_view why) {
    warnings_.push_back(warning(graph_, node, why));
  }

  const Graph& graph_;
  std::vector<std::string>& warnings_;
};

}  // namespace

std::optional<NodeId> underlying(const Graph& graph, TypeRef type) {
  for (int step = 0; type && step < kMaxDepth; ++step) {
    auto id = graph.find(*type);
    if (!id) return std::nullopt;
    const NodeKind& kind = graph.node(*id).kind;
    if (auto* modifier = std::get_if<Modifier>(&kind)) {
      if (modifier->kind == ModifierKind::kPointer) return id;
      type = modifier->target;
    } else if (auto* composite = std::get_if<Composite>(&kind); composite && composite->definition) {
      type = composite->definition;
    } else if (auto* values = std::get_if<Enumeration>(&kind); values && values->definition) {
      type = values->definition;
    } else {
      return id;
    }
  }
  return std::nullopt;
}

std::vector<FlatMember> flatten(const Graph& graph, NodeId composite,
                                std::vector<std::string>& warnings) {
  return Flattener(graph, warnings).run(composite, 0);
}

}  // namespace btfkit::btfgen
