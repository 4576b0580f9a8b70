// A hash table by name, for the dumps: names live in the BTF, so that nothing is copied.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace btfkit::btf {

template <typename Value>
class NameTable {
 public:
  NameTable() : slots_(1 << 12) {}

  // The value of `name`, a new one if it has none. The name's text must outlive the table; the
  // reference holds until the next call.
  Value& operator[](std::string_view name) {
    uint64_t hash = hash_of(name);
    Slot* slot = &slot_in(slots_, name, hash);
    if (!slot->is_used) {
      if (++used_ * 2 > slots_.size()) {
        grow();
        slot = &slot_in(slots_, name, hash);
      }
      *slot = {name, hash, true, {}};
    }
    return slot->value;
  }

  // Null if `name` has no value.
  const Value* find(std::string_view name) const {
    const Slot& slot = slot_in(slots_, name, hash_of(name));
    return slot.is_used ? &slot.value : nullptr;
  }

 private:
  struct Slot {
    std::string_view name;
    uint64_t hash = 0;
    bool is_used = false;
    Value value{};
  };

  static uint64_t hash_of(std::string_view name) {
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

  // The slot of `name`, or the free one where it belongs.
  template <typename Slots>
  static auto& slot_in(Slots& slots, std::string_view name, uint64_t hash) {
    size_t mask = slots.size() - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
      auto& slot = slots[at];
      if (!slot.is_used || (slot.hash == hash && slot.name == name)) return slot;
    }
  }

  void grow() {
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 4));
    for (Slot& slot : old) {
      if (slot.is_used) slot_in(slots_, slot.name, slot.hash) = std::move(slot);
    }
  }

  std::vector<Slot> slots_;  // a power of two
  size_t used_ = 0;
};

}  // namespace btfkit::btf
