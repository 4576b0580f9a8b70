#include "c/type_table.h"

#include <xxhash.h>

#include <algorithm>

namespace btfkit::btfgen {
namespace {

// What a loop of references, which DWARF can't mean, is cut at; far more than any type has.
constexpr int kMaxDepth = 2000;
// How many types before it is needed an entry of the table is asked for.
constexpr uint32_t kAhead = 8;

// Before the kinds that a reference by name is made of, so that it equals no content.
enum class NameSpace : uint64_t { kStructs = 0x100, kUnions = 0x200, kEnums = 0x300 };

TypeHash hash_words(std::span<const uint64_t> words) {
  XXH128_hash_t hash = XXH3_128bits(words.data(), words.size_bytes());
  return {hash.low64, hash.high64};
}

// The names that a declaration shares with its definition, for a kind that has such.
bool find_name_space(const UnitType& type, NameSpace& result) {
  switch (type.kind) {
    case TypeKind::kStruct:
      result = NameSpace::kStructs;
      return type.name != kUnnamed;
    case TypeKind::kUnion:
      result = NameSpace::kUnions;
      return type.name != kUnnamed;
    case TypeKind::kFwd:
      result = type.flag ? NameSpace::kUnions : NameSpace::kStructs;
      return true;
    case TypeKind::kEnum:
    case TypeKind::kEnum64:
      result = NameSpace::kEnums;
      return type.name != kUnnamed;
    default:
      return false;
  }
}

}  // namespace

void TypeHasher::hash(const UnitTypes& unit) {
  unit_ = &unit;
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
  const UnitType& of = unit_->types[type - 1];
  NameSpace name_space;
  if (find_name_space(of, name_space)) {
    uint64_t words[] = {static_cast<uint64_t>(name_space), number(of.name)};
    references_[type - 1] = hash_words(words);
    state = State::kDone;
    contents_[type - 1] = hash_content(of, depth);
    return;
  }
  state = State::kOpen;
  contents_[type - 1] = references_[type - 1] = hash_content(of, depth);
  states_[type - 1] = State::kDone;
}

TypeHash TypeHasher::hash_reference(uint32_t type, int depth) {
  if (type == 0) return {0, 0};
  if (states_[type - 1] == State::kNew && depth < kMaxDepth) {
    NameSpace name_space;
    const UnitType& of = unit_->types[type - 1];
    // Its content is hashed when its turn comes.
    if (find_name_space(of, name_space)) {
      uint64_t words[] = {static_cast<uint64_t>(name_space), number(of.name)};
      return hash_words(words);
    }
    hash_type(type, depth + 1);
  }
  if (states_[type - 1] != State::kDone) return {1, 0};
  return references_[type - 1];
}

TypeHash TypeHasher::hash_content(const UnitType& type, int depth) {
  constexpr size_t kHead = 4, kTyped = 4, kPlain = 2;  // words
  bool is_typed = has_typed_entries(type.kind);
  size_t first = buffer_.size();
  size_t size = kHead + type.count * (is_typed ? kTyped : kPlain);
  buffer_.resize(first + size);
  // Types inside this one use the buffer behind its part, and so may move it.
  TypeHash target = hash_reference(type.target, depth);
  uint64_t* word = buffer_.data() + first;
  *word++ = static_cast<uint64_t>(type.kind) | uint64_t{type.encoding} << 8 |
            uint64_t{type.flag} << 16 | uint64_t{type.size} << 32;
  *word++ = number(type.name);
  *word++ = target.low;
  *word++ = target.high;
  const UnitEntry* entry = unit_->entries.data() + type.first;
  for (const UnitEntry* end = entry + type.count; entry != end; ++entry) {
    if (is_typed) {
      size_t at = static_cast<size_t>(word - buffer_.data());
      target = hash_reference(entry->target, depth);
      word = buffer_.data() + at;
      *word++ = number(entry->name);
      *word++ = entry->value;
      *word++ = target.low;
      *word++ = target.high;
    } else {
      *word++ = number(entry->name);
      *word++ = entry->target | uint64_t{entry->value} << 32;
    }
  }
  TypeHash result = hash_words(std::span(buffer_).subspan(first, size));
  buffer_.resize(first);
  return result;
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
    auto [found, is_new] = ids_.try_emplace(hashes.content(i + 1), next);
    nodes[i] = found->second;
    if (!is_new) {
      Place& place = places_[number(found->second)];
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
    auto [found, is_new] = ids_.try_emplace(other.hashes_[i], next);
    mapped[i] = found->second;
    if (!is_new) {
      Place& place = places_[number(found->second)];
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
