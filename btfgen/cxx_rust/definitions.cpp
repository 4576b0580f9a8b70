#include "cxx_rust/definitions.h"

namespace btfkit::btfgen {

std::optional<NodeId> Definitions::find(NodeId declaration) {
  if (!is_indexed_) index();
  auto found = by_name_.find(names_.type_name(declaration));
  if (found == by_name_.end() || found->second.is_ambiguous) return std::nullopt;
  return found->second.first;
}

// Only once somebody asks: in C nobody does.
void Definitions::index() {
  is_indexed_ = true;
  for (size_t i = 0; i < graph_.nodes.size(); ++i) {
    NodeId id{static_cast<uint32_t>(i)};
    auto* kind = std::get_if<Composite>(&graph_.node(id).kind);
    if (!kind || kind->is_union || kind->is_declaration || kind->definition) continue;
    std::string name = names_.type_name(id);
    if (name.empty()) continue;
    auto [entry, is_new] = by_name_.try_emplace(std::move(name), Entry{id, false});
    const auto& first = std::get<Composite>(graph_.node(entry->second.first).kind);
    if (!is_new && first.size != kind->size) entry->second.is_ambiguous = true;
  }
}

}  // namespace btfkit::btfgen
