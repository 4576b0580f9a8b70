// How often each name has been used in one scope of a header.
#pragma once

#include <utility>
#include <vector>

#include "btf/model.h"
#include "text.h"

namespace btfkit::btf::c {

// Structs, unions and enums share one scope; typedefs, enumerators and functions the other.
enum class Scope : bool { kTags, kIdentifiers };

// A hash table of string offsets. Names are told apart by their text, as a BTF may have one twice;
// it is looked at to hash it, and once more only where two hashes are equal. Most names of a kernel
// are used once, so that what a use costs is one look at a hash: these lie apart from the rest, for
// more of them to be in the cache.
class NameCounts {
 public:
  explicit NameCounts(const Btf& btf) : btf_(btf), slots_(1 << 12) {}

  // One more use: says how many there are with it.
  uint32_t add(StringOffset name) {
    uint32_t hash = hash_of(btf_.string_and_rest(name));
    size_t at = find(name, hash);
    if (slots_.hashes[at] == kFree) {
      if (++used_ * 2 > slots_.hashes.size()) {
        grow();
        at = find(name, hash);
      }
      slots_.hashes[at] = hash;
      slots_.uses[at] = {name, 0};
    }
    return ++slots_.uses[at].count;
  }

  // Of the letters up to the first zero; odd, so that it is never 0.
  static uint32_t hash_of(std::string_view text) {
    constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;
    uint64_t hash = 0;
    for (size_t at = 0;; at += sizeof(uint64_t)) {
      uint64_t letters = eight_letters(text, at);
      uint64_t stops = stops_below(1, letters);
      if (stops != 0) letters &= letters_before_stop(stops);
      hash = (hash ^ letters) * kMultiplier;
      hash ^= hash >> 32;
      if (stops != 0) return static_cast<uint32_t>(hash) | 1;
    }
  }

 private:
  static constexpr uint32_t kFree = 0;  // no name has it as its hash
  struct Uses {
    StringOffset name;
    uint32_t count;
  };
  struct Slots {
    explicit Slots(size_t size) : hashes(size), uses(size) {}
    std::vector<uint32_t> hashes;  // their number is a power of two
    std::vector<Uses> uses;
  };

  // The slot of `name`, or the free one where it belongs.
  size_t find(StringOffset name, uint32_t hash) const {
    size_t mask = slots_.hashes.size() - 1;
    for (size_t at = hash >> 1 & mask;; at = (at + 1) & mask) {
      uint32_t other = slots_.hashes[at];
      if (other == kFree || (other == hash && is_same(slots_.uses[at].name, name))) return at;
    }
  }

  bool is_same(StringOffset one, StringOffset other) const {
    return one == other || btf_.string(one) == btf_.string(other);
  }

  void grow() {
    Slots old = std::exchange(slots_, Slots(slots_.hashes.size() * 4));
    for (size_t i = 0; i < old.hashes.size(); ++i) {
      if (old.hashes[i] == kFree) continue;
      size_t at = find(old.uses[i].name, old.hashes[i]);
      slots_.hashes[at] = old.hashes[i];
      slots_.uses[at] = old.uses[i];
    }
  }

  const Btf& btf_;
  Slots slots_;
  size_t used_ = 0;
};

}  // namespace btfkit::btf::c
