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
    uint32_t hash = hash_of(name);
    Slot* slot = &slots_[find_slot(name, hash)];
    if (slot->entry == 0) {
      entries_.push_back({name, {}});
      if (entries_.size() * 2 > slots_.size()) {
        grow();
        slot = &slots_[find_slot(name, hash)];
      }
      *slot = {hash, static_cast<uint32_t>(entries_.size())};
    }
    return entries_[slot->entry - 1].value;
  }

  // Null if `name` has no value.
  const Value* find(std::string_view name) const {
    uint32_t entry = slots_[find_slot(name, hash_of(name))].entry;
    return entry != 0 ? &entries_[entry - 1].value : nullptr;
  }

 private:
  // Most look-ups end at a free slot, or at one whose hash says that the name is another: slots are
  // small, for more of them to be in the cache.
  struct Slot {
    uint32_t hash = 0;
    uint32_t entry = 0;  // its number, from 1; 0: free
  };
  struct Entry {
    std::string_view name;
    Value value;
  };

  static uint32_t hash_of(std::string_view name) {
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
    return static_cast<uint32_t>(hash);
  }

  // The slot of `name`, or the free one where it belongs.
  size_t find_slot(std::string_view name, uint32_t hash) const {
    size_t mask = slots_.size() - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
      const Slot& slot = slots_[at];
      if (slot.entry == 0) return at;
      if (slot.hash == hash && entries_[slot.entry - 1].name == name) return at;
    }
  }

  void grow() {
    std::vector<Slot> slots(slots_.size() * 4);
    size_t mask = slots.size() - 1;
    for (const Slot& slot : slots_) {
      if (slot.entry == 0) continue;
      size_t at = slot.hash & mask;
      while (slots[at].entry != 0) at = (at + 1) & mask;
      slots[at] = slot;
    }
    slots_ = std::move(slots);
  }

  std::vector<Slot> slots_;  // a power of two
  std::vector<Entry> entries_;
};

}  // namespace btfkit::btf
