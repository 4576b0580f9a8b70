#include "cxx_rust/graph_variables.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "cxx_rust/cxx_name.h"
#include "cxx_rust/underlying.h"

namespace btfkit::btfgen {
namespace {

// A definition at namespace scope leaves out what the declaration says: the type, and that other
// units see it.
struct Described {
  TypeRef type;
  bool is_external = false;
};

Described describe(const Graph& graph, const Node& node) {
  Described result;
  const Node* current = &node;
  constexpr int kMaxSteps = 16;
  for (int step = 0; step < kMaxSteps; ++step) {
    auto* variable = std::get_if<Variable>(&current->kind);
    if (!variable) break;
    if (!result.type) result.type = variable->type;
    result.is_external |= variable->is_external;
    auto next = declaration_of(graph, *current);
    if (!next) break;
    current = &graph.node(*next);
  }
  return result;
}

}  // namespace

std::vector<PlacedVariable> place_variables(const Graph& graph, const Names& names,
                                            const VariableSections& sections,
                                            uint32_t pointer_size) {
  std::vector<PlacedVariable> result;
  if (sections.is_empty()) return result;
  constexpr uint64_t kLimit = std::numeric_limits<uint32_t>::max();
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    auto* variable = std::get_if<Variable>(&node.kind);
    if (!variable || !variable->location) continue;
    auto place = find_place(sections, *variable->location, graph.units[node.unit].expressions);
    NodeId id{static_cast<uint32_t>(i)};
    std::string_view symbol = names.symbol(id);
    if (!place || symbol.empty() || !is_encoded(sections, *place, symbol)) continue;
    Described described = describe(graph, node);
    uint64_t size = size_of(graph, described.type, pointer_size).value_or(0);
    if (size == 0 || size > kLimit || place->offset > kLimit) continue;
    result.push_back({id, btf_name(symbol), described.type, place->section,
                      static_cast<uint32_t>(place->offset), static_cast<uint32_t>(size),
                      described.is_external});
  }
  std::ranges::stable_sort(result, {}, [](const PlacedVariable& variable) {
    return std::pair(variable.section->index, variable.offset);
  });
  uint64_t end = 0;
  const VariableSections::Section* section = nullptr;
  std::erase_if(result, [&](const PlacedVariable& variable) {
    bool overlaps = variable.section == section && variable.offset < end;
    if (overlaps) return true;
    section = variable.section;
    end = uint64_t{variable.offset} + variable.size;
    return false;
  });
  return result;
}

}  // namespace btfkit::btfgen
