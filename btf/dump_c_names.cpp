#include "dump_c_names.h"

#include <algorithm>
#include <utility>

namespace btfkit::btf::c {
namespace {

uint64_t hash_of(std::string_view name) {
  constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;
  uint64_t hash = name.size();
  for (uint64_t word; !name.empty();) {
    word = 0;
    size_t count = std::min(name.size(), sizeof word);
    std::memcpy(&word, name.data(), count);
    name.remove_prefix(count);
    hash = (hash ^ word) * kMultiplier;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace

NameCounts::Slot& NameCounts::find(std::string_view name, uint64_t hash) {
  size_t mask = slots_.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.count == 0 || (slot.hash == hash && slot.name == name)) return slot;
  }
}

uint32_t NameCounts::add(std::string_view name) {
  uint64_t hash = hash_of(name);
  Slot& slot = find(name, hash);
  if (slot.count != 0) return ++slot.count;
  slot = {name, hash, 1};
  if (++used_ * 2 > slots_.size()) grow();
  return 1;
}

void NameCounts::grow() {
  std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 4));
  for (const Slot& slot : old) {
    if (slot.count != 0) find(slot.name, slot.hash) = slot;
  }
}

Name Names::tag(TypeId id) {
  Type type = btf_.type(id);
  auto* enumeration = std::get_if<Enum>(&type.kind);
  bool declares_only =
      std::holds_alternative<Fwd>(type.kind) || (enumeration && enumeration->enumerators.empty());
  if (declares_only) return {btf_.name(type), 1};
  return versioned(id, tags_);
}

Name Names::versioned(TypeId id, NameCounts& scope) {
  std::string_view text = btf_.name(id);
  if (text.empty()) return {text, 1};
  uint32_t& version = versions_[number(id)];
  if (version == 0) version = scope.add(text);
  return {text, version};
}

}  // namespace btfkit::btf::c
