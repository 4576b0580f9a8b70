// Hashes of types, and what is found by them.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace btfkit::btfgen {

// Of 128 bits; how it is made is in docs/type-table.md.
struct TypeHash {
  uint64_t low;
  uint64_t high;

  bool operator==(const TypeHash&) const = default;
};

// Numbers by hash: open addressing, so that a look-up takes one line of the processor's cache.
// It compares 96 bits: two of a million types have the same with a probability of 10^-17.
class HashIndex {
 public:
  HashIndex() : slots_(kFirstSize) {}

  // The number of `hash`, which becomes `next` if it is new, and whether it is.
  std::pair<uint32_t, bool> find_or_add(const TypeHash& hash, uint32_t next) {
    size_t mask = slots_.size() - 1;
    auto high = static_cast<uint32_t>(hash.high);
    for (size_t at = hash.low & mask;; at = (at + 1) & mask) {
      Slot& slot = slots_[at];
      if (slot.low == hash.low && slot.high == high && slot.number != 0) {
        return {slot.number - 1, false};
      }
      if (slot.number != 0) continue;
      slot = {hash.low, high, next + 1};
      if (++used_ > slots_.size() / 4 * 3) grow();
      return {next, true};
    }
  }
  // Asks for what find_or_add() will read.
  void prefetch(const TypeHash& hash) const {
    __builtin_prefetch(&slots_[hash.low & (slots_.size() - 1)]);
  }

 private:
  static constexpr size_t kFirstSize = 1 << 10;
  struct Slot {
    uint64_t low;
    uint32_t high;
    uint32_t number;  // one more; 0 if the slot is free
  };

  void grow() {
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.number == 0) continue;
      size_t at = slot.low & mask;
      while (slots_[at].number != 0) at = (at + 1) & mask;
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;  // a power of two
  size_t used_ = 0;
};

}  // namespace btfkit::btfgen
