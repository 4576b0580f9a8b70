#include "c/type_table.h"

#include <algorithm>

namespace btfkit::btfgen {
namespace {

// What a loop of references, which DWARF can't mean, is cut at; far more than any type has.
constexpr int kMaxDepth = 2000;
// How many types before it is needed an entry of the table is asked for.
constexpr uint32_t kAhead = 8;

// Where names are referred to by name: before the kinds that a content begins with, so that such a
// reference equals no content.
enum class NameSpace : uint64_t { kNone = 0, kStructs = 0x100, kUnions = 0x200, kEnums = 0x300 };

// Hashes pairs of words. Each pair goes into two lanes that differ in their constants, by a
// multiplication to 128 bits of which both halves are used.
class Mixer {
 public:
  void add(uint64_t first, uint64_t second) {
    low_ = fold(low_ ^ first, second ^ 0xa0761d6478bd642f);
    high_ = fold(high_ ^ second, first ^ 0xe7037ed1a0b428db);
  }
  // Mixes the lanes; no two states have the same result.
  TypeHash finish() const {
    uint64_t low = low_ + fold(high_, 0x8ebc6af09c88c6e3);
    return {low, high_ ^ fold(low, 0x589965cc75374cc3)};
  }

 private:
  static uint64_t fold(uint64_t a, uint64_t b) {
    auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  }

  uint64_t low_ = 0x2d358dccaa6c78a5;
  uint64_t high_ = 0x8bb84b93962eacc9;
};

// The names that a declaration shares with its definition, for a kind that has such.
inline NameSpace name_space(const UnitType& type) {
  bool is_named = type.name != kUnnamed;
  switch (type.kind) {
    case TypeKind::kStruct:
      return is_named ? NameSpace::kStructs : NameSpace::kNone;
    case TypeKind::kUnion:
      return is_named ? NameSpace::kUnions : NameSpace::kNone;
    case TypeKind::kFwd:
      return type.flag ? NameSpace::kUnions : NameSpace::kStructs;
    case TypeKind::kEnum:
    case TypeKind::kEnum64:
      return is_named ? NameSpace::kEnums : NameSpace::kNone;
    default:
      return NameSpace::kNone;
  }
}

inline TypeHash reference_by_name(NameSpace space, Name name) {
  Mixer mixer;
  mixer.add(static_cast<uint64_t>(space), number(name));
  return mixer.finish();
}

}  // namespace

void TypeHasher::hash(UnitTypes& unit, References& references) {
  unit_ = &unit;
  references_of_unit_ = &references;
  auto count = static_cast<uint32_t>(unit.types.size());
  contents_.resize(count);
  references_.resize(count);
  states_.assign(count, State::kNew);
  for (uint32_t type = 1; type <= count; ++type) {
    if (unit.types[type - 1].kind > TypeKind::kNothing) hash_type(type, 0);
  }
}

void TypeHasher::hash_type(uint32_t type, int depth) {
  State& state = states_[type - 1];
  if (state == State::kDone) return;
  UnitType& of = unit_->types[type - 1];
  if (NameSpace space = name_space(of); space != NameSpace::kNone) {
    references_[type - 1] = reference_by_name(space, of.name);
    state = State::kDone;
    contents_[type - 1] = hash_content(of, depth);
    return;
  }
  state = State::kOpen;
  contents_[type - 1] = references_[type - 1] = hash_content(of, depth);
  state = State::kDone;
}

inline TypeHash TypeHasher::hash_reference(uint32_t type, int depth) {
  if (type == 0) return {0, 0};
  if (states_[type - 1] != State::kDone) [[unlikely]]
    return hash_new_reference(type, depth);
  return references_[type - 1];
}

TypeHash TypeHasher::hash_new_reference(uint32_t type, int depth) {
  if (states_[type - 1] == State::kNew && depth < kMaxDepth) {
    const UnitType& of = unit_->types[type - 1];
    // Its content is hashed when its turn comes.
    if (NameSpace space = name_space(of); space != NameSpace::kNone) {
      return reference_by_name(space, of.name);
    }
    hash_type(type, depth + 1);
    return references_[type - 1];
  }
  return {1, 0};
}

TypeHash TypeHasher::hash_content(UnitType& type, int depth) {
  references_of_unit_->resolve(type);
  Mixer mixer;
  mixer.add(static_cast<uint64_t>(type.kind) | uint64_t{type.encoding} << 8 |
                uint64_t{type.flag} << 16 | uint64_t{type.size} << 32,
            number(type.name));
  // A hash is as good as random, so that what is combined with it by an exclusive or stays apart.
  TypeHash target = hash_reference(type.target, depth);
  mixer.add(target.low, target.high ^ type.count);
  std::span entries = std::span(unit_->entries).subspan(type.first, type.count);
  if (has_typed_entries(type.kind)) {
    for (UnitEntry& entry : entries) {
      references_of_unit_->resolve(entry);
      target = hash_reference(entry.target, depth);
      mixer.add(target.low ^ number(entry.name), target.high ^ entry.value);
    }
  } else {
    for (const UnitEntry& entry : entries) {
      mixer.add(number(entry.name), entry.target | uint64_t{entry.value} << 32);
    }
  }
  return mixer.finish();
}

void TypeTable::add(const UnitTypes& types, const TypeHasher& hashes, Place first,
                    std::vector<NodeId>& nodes) {
  auto count = static_cast<uint32_t>(types.types.size());
  auto known = static_cast<uint32_t>(nodes_.size());
  nodes.resize(count);
  for (uint32_t i = 0; i < count; ++i) {
    const UnitType& type = types.types[i];
    // The table is larger than the processor's nearest caches.
    if (i + kAhead < count) ids_.prefetch(hashes.content(i + 1 + kAhead));
    if (type.kind <= TypeKind::kNothing) continue;
    auto next = NodeId{static_cast<uint32_t>(nodes_.size())};
    auto [found, is_new] = ids_.find_or_add(hashes.content(i + 1), number(next));
    nodes[i] = NodeId{found};
    if (!is_new) {
      Place& place = places_[found];
      place = std::min(place, Place{first.unit, first.index + i});
      continue;
    }
    nodes_.push_back(type);
    places_.push_back({first.unit, first.index + i});
    hashes_.push_back(hashes.content(i + 1));
  }
  auto node_of = [&](uint32_t type) { return type == 0 ? 0 : number(nodes[type - 1]) + 1; };
  for (uint32_t i = known; i < nodes_.size(); ++i) {
    UnitType& node = nodes_[i];
    node.target = node_of(node.target);
    auto begin = static_cast<uint32_t>(entries_.size());
    entries_.insert(entries_.end(), types.entries.begin() + node.first,
                    types.entries.begin() + node.first + node.count);
    node.first = begin;
    if (!has_typed_entries(node.kind)) continue;
    for (uint32_t j = 0; j < node.count; ++j) {
      entries_[begin + j].target = node_of(entries_[begin + j].target);
    }
  }
}

std::vector<NodeId> TypeTable::add(const TypeTable& other) {
  auto known = static_cast<uint32_t>(nodes_.size());
  std::vector<NodeId> mapped(other.nodes_.size());
  std::vector<uint32_t> sources;
  for (uint32_t i = 0; i < other.nodes_.size(); ++i) {
    auto next = NodeId{static_cast<uint32_t>(nodes_.size())};
    auto [found, is_new] = ids_.find_or_add(other.hashes_[i], number(next));
    mapped[i] = NodeId{found};
    if (!is_new) {
      Place& place = places_[found];
      place = std::min(place, other.places_[i]);
      continue;
    }
    nodes_.push_back(other.nodes_[i]);
    places_.push_back(other.places_[i]);
    hashes_.push_back(other.hashes_[i]);
  }
  auto node_of = [&](uint32_t node) { return node == 0 ? 0 : number(mapped[node - 1]) + 1; };
  for (uint32_t i = known; i < nodes_.size(); ++i) {
    UnitType& node = nodes_[i];
    node.target = node_of(node.target);
    auto first = static_cast<uint32_t>(entries_.size());
    auto entries = std::span(other.entries_).subspan(node.first, node.count);
    entries_.insert(entries_.end(), entries.begin(), entries.end());
    node.first = first;
    if (!has_typed_entries(node.kind)) continue;
    for (uint32_t j = 0; j < node.count; ++j) {
      entries_[first + j].target = node_of(entries_[first + j].target);
    }
  }
  return mapped;
}

}  // namespace btfkit::btfgen
