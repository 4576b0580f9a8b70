// How often each name has been used in one scope of a header.
#pragma once

#include <vector>

#include "btf/model.h"
#include "text.h"

namespace btfkit::btf::c {

// A hash table of string offsets. Names are told apart by their text, as a BTF may have one twice;
// it is looked at to hash it, and once more only where two hashes are equal. With all that a dump
// of a kernel has, most names are used once: what counts is that a slot is small.
class NameCounts {
 public:
  explicit NameCounts(const Btf& btf) : btf_(btf), slots_(1 << 12) {}

  // One more use: says how many there are with it.
  uint32_t add(StringOffset name) {
    uint32_t hash = hash_of(btf_.string_and_rest(name));
    Slot* slot = &slot_in(slots_, name, hash);
    if (slot->uses == 0) {
      if (++used_ * 2 > slots_.size()) {
        grow();
        slot = &slot_in(slots_, name, hash);
      }
      *slot = {hash, name, 0};
    }
    return ++slot->uses;
  }

 private:
  struct Slot {
    uint32_t hash = 0;
    StringOffset name = kNoName;
    uint32_t uses = 0;  // 0: the slot is free
  };

  // Of the letters up to the first zero.
  static uint32_t hash_of(std::string_view text) {
    constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;
    uint64_t hash = 0;
    for (size_t at = 0;; at += sizeof(uint64_t)) {
      uint64_t letters = eight_letters(text, at);
      uint64_t stops = stops_below(1, letters);
      if (stops != 0) letters &= letters_before_stop(stops);
      hash = (hash ^ letters) * kMultiplier;
      hash ^= hash >> 32;
      if (stops != 0) return static_cast<uint32_t>(hash);
    }
  }

  // The slot of `name`, or the free one where it belongs.
  Slot& slot_in(std::vector<Slot>& slots, StringOffset name, uint32_t hash) const {
    size_t mask = slots.size() - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
      Slot& slot = slots[at];
      if (slot.uses == 0 || (slot.hash == hash && is_same(slot.name, name))) return slot;
    }
  }

  bool is_same(StringOffset one, StringOffset other) const {
    return one == other || btf_.string(one) == btf_.string(other);
  }

  void grow() {
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 4));
    for (const Slot& slot : old) {
      if (slot.uses != 0) slot_in(slots_, slot.name, slot.hash) = slot;
    }
  }

  const Btf& btf_;
  std::vector<Slot> slots_;  // a power of two
  size_t used_ = 0;
};

}  // namespace btfkit::btf::c
