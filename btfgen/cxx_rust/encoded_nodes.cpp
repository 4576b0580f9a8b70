#include "cxx_rust/encoded_nodes.h"

#include <fmt/format.h>

#include <bit>
#include <limits>

#include "cxx_rust/underlying.h"

namespace btfkit::btfgen {
namespace {

constexpr uint64_t kMaxSize = std::numeric_limits<uint32_t>::max();  // bytes
constexpr uint64_t kMaxEnumSize = 8;                                 // bytes

class Choice {
 public:
  Choice(const Graph& graph, const Names& names,
         const std::unordered_set<std::string_view>& function_symbols,
         std::vector<std::string>& warnings)
      : graph_(graph),
        names_(names),
        function_symbols_(function_symbols),
        warnings_(warnings),
        unit_without_types_told_(graph.units.size()) {}

  // One overload for each kind of node.
  bool is_encoded(NodeId, const Scope&) { return false; }
  bool is_encoded(NodeId id, const BaseType& kind) {
    if (kind.size <= kMaxSize) return true;
    warn(id, fmt::format("its size is {} bytes", kind.size));
    return false;
  }
  bool is_encoded(NodeId id, const UnspecifiedType&) {
    return graph_.node(id).name == "decltype(nullptr)";
  }
  bool is_encoded(NodeId id, const Modifier& kind) {
    if (kind.kind == ModifierKind::kTypedef) return !graph_.node(id).name.empty();
    return kind.kind != ModifierKind::kTransparent;
  }
  bool is_encoded(NodeId, const PointerToMember&) { return true; }
  bool is_encoded(NodeId id, const Composite& kind) {
    if (kind.definition) return false;
    if (kind.is_declaration) return !graph_.node(id).name.empty();
    if (kind.size <= kMaxSize) return true;
    warn(id, fmt::format("its size of {} bytes doesn't fit into 32 bits", kind.size));
    return false;
  }
  bool is_encoded(NodeId id, const Enumeration& kind) {
    if (kind.definition) return false;
    uint64_t size = enum_size(graph_, kind);
    if (std::has_single_bit(size) && size <= kMaxEnumSize) return true;
    warn(id, fmt::format("an enumeration of {} bytes can't be encoded", size));
    return false;
  }
  bool is_encoded(NodeId, const ArrayType&) { return true; }
  bool is_encoded(NodeId, const SubroutineType&) { return true; }
  // Not every place is one that is wanted: see graph_variables.h.
  bool is_encoded(NodeId, const Variable&) { return false; }
  bool is_encoded(NodeId id, const Function& kind) {
    if (!kind.has_code || kind.is_nested) return false;
    std::string_view name = names_.symbol(id);
    if (name.empty()) {
      warn(id, "a function has no name");
      return false;
    }
    if (!function_symbols_.empty() && !function_symbols_.contains(name)) return false;
    // With -g1 functions are described without their parameters.
    const Node& node = graph_.node(id);
    FunctionParts parts = parts_of(graph_, node);
    if (graph_.units[parts.abstract->unit].has_types || parts.is_prototyped) return true;
    if (!unit_without_types_told_[node.unit]) {
      warn(id, "the unit describes no types; its functions are left out");
    }
    unit_without_types_told_[node.unit] = true;
    return false;
  }

 private:
  void warn(NodeId id, std::string_view why) {
    warnings_.push_back(warning(graph_, graph_.node(id), why));
  }

  const Graph& graph_;
  const Names& names_;
  const std::unordered_set<std::string_view>& function_symbols_;
  std::vector<std::string>& warnings_;
  std::vector<bool> unit_without_types_told_;
};

}  // namespace

FunctionParts parts_of(const Graph& graph, const Node& node) {
  FunctionParts parts{&node, {}, false};
  const Node* current = &node;
  constexpr int kMaxSteps = 16;
  for (int step = 0; step < kMaxSteps; ++step) {
    auto* kind = std::get_if<Function>(&current->kind);
    if (!kind) break;
    if (!parts.result) parts.result = kind->prototype.result;
    parts.is_prototyped |= kind->is_prototyped;
    auto next = declaration_of(graph, *current);
    if (!next) break;
    current = &graph.node(*next);
    if (kind->abstract_origin && std::holds_alternative<Function>(current->kind)) {
      parts.abstract = current;
    }
  }
  return parts;
}

std::vector<bool> encoded_nodes(const Graph& graph, const Names& names,
                                const std::unordered_set<std::string_view>& function_symbols,
                                std::vector<std::string>& warnings) {
  Choice choice(graph, names, function_symbols, warnings);
  std::vector<bool> result;
  for (uint32_t i = 0; i < graph.nodes.size(); ++i) {
    NodeId id{i};
    result.push_back(std::visit([&](const auto& kind) { return choice.is_encoded(id, kind); },
                                graph.node(id).kind));
  }
  return result;
}

}  // namespace btfkit::btfgen
