#include "cxx_rust/flatten.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "cxx_rust/tagged_unions.h"
#include "cxx_rust/underlying.h"

namespace btfkit::btfgen {
namespace {

// More levels of inheritance or members come from damaged files only.
constexpr int kMaxDepth = 256;
constexpr size_t kMaxMembers = 0xffff;

using NameSet = std::unordered_set<std::string>;

// Those of made-up members are their own business.
void add_names(const std::vector<FlatMember>& members, NameSet& names) {
  for (const FlatMember& member : members) {
    if (!member.name.empty()) names.insert(member.name);
  }
}

size_t count(const std::vector<FlatMember>& members) {
  size_t result = members.size();
  for (const FlatMember& member : members) {
    if (member.made_up) result += count(member.made_up->members);
  }
  return result;
}

bool collides(const std::vector<FlatMember>& members, const NameSet& names) {
  return std::ranges::any_of(members,
                             [&](const FlatMember& member) { return names.contains(member.name); });
}

// The members of a base whose names collide, as one anonymous struct. What is anonymous already
// stays beside it: a tuple, each of whose bases has a member of the same name, would otherwise nest
// deeper than the kernel follows.
std::vector<FlatMember> keep_apart(std::vector<FlatMember> members) {
  std::vector<FlatMember> result;
  MadeUp named;
  for (FlatMember& member : members) {
    (member.made_up ? result : named.members).push_back(std::move(member));
  }
  result.push_back({{}, {}, 0, 0, std::move(named)});
  return result;
}

class Flattener {
 public:
  Flattener(const Graph& graph, Names& names, Definitions& definitions,
            std::vector<std::string>& warnings)
      : graph_(graph), names_(names), definitions_(definitions), warnings_(warnings) {}

  // Classes are remembered, so that one that is inherited on many ways is looked at once.
  const std::vector<FlatMember>& run(NodeId composite, int depth) {
    bool is_new = done_.try_emplace(number(composite)).second;
    // While a class is being flattened it has no members, which ends a loop of bases.
    if (is_new) done_[number(composite)] = flatten_one(composite, depth);
    return done_[number(composite)];
  }

 private:
  std::vector<FlatMember> flatten_one(NodeId composite, int depth) {
    const Node& node = graph_.node(composite);
    const auto& kind = std::get<Composite>(node.kind);
    if (auto tagged = standard_union(graph_, composite, names_, definitions_)) return {*tagged};
    std::vector<FlatMember> own;
    if (kind.part) own.push_back(variant_union(kind));
    for (const Field& field : kind.fields) {
      own.push_back(
          {std::string(field.name), field.type, field.bit_offset, field.bit_width, {}, field.tags});
    }
    NameSet names;
    add_names(own, names);
    std::vector<FlatMember> result;
    for (const BaseClass& base : kind.bases) add_base(node, base, depth, names, result);
    std::ranges::move(own, std::back_inserter(result));
    // The first base with a virtual table is laid out first, wherever it is declared.
    if (!kind.is_union) std::ranges::stable_sort(result, {}, &FlatMember::bit_offset);
    return result;
  }

  void add_base(const Node& node, const BaseClass& base, int depth, NameSet& names,
                std::vector<FlatMember>& result) {
    auto type = underlying(graph_, base.type);
    auto* composite = type ? std::get_if<Composite>(&graph_.node(*type).kind) : nullptr;
    if (!composite) return warn(node, "a base class is no class");
    std::string_view name = graph_.node(*type).name;
    if (composite->is_declaration) type = definitions_.find(*type);
    if (!type) return warn(node, fmt::format("base class '{}' is not defined in this file", name));
    if (depth == kMaxDepth) return warn(node, "it has too many levels of base classes");
    std::vector<FlatMember> members = run(*type, depth + 1);
    if (members.empty()) return;
    if (count(result) + count(members) > kMaxMembers) {
      return warn(node, "its bases have too many members");
    }
    if (!base.offset) {
      return warn(
          node,
          fmt::format("the place of virtual base class '{}' is known at run time only", name));
    }
    uint64_t bit_offset = 8 * *base.offset;
    if (collides(members, names)) members = keep_apart(std::move(members));
    add_names(members, names);
    for (FlatMember& member : members) {
      member.bit_offset += bit_offset;
      result.push_back(std::move(member));
    }
  }

  void warn(const Node& node, std::string_view why) {
    warnings_.push_back(warning(graph_, node, why));
  }

  const Graph& graph_;
  Names& names_;
  Definitions& definitions_;
  std::vector<std::string>& warnings_;
  std::unordered_map<uint32_t, std::vector<FlatMember>> done_;  // by node
};

}  // namespace

std::vector<FlatMember> flatten(const Graph& graph, NodeId composite, Names& names,
                                Definitions& definitions, std::vector<std::string>& warnings) {
  return Flattener(graph, names, definitions, warnings).run(composite, 0);
}

}  // namespace btfkit::btfgen
