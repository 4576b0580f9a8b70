// Strings by content.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "btf/model.h"

namespace btfkit::btf::dedup {

// An open-addressed table. The texts must outlive it.
class StringTable {
 public:
  StringTable() : slots_(kFirstSize) {}

  // The offset of an equal string, or, if there is none, `offset`, which `text` has from now on.
  uint32_t find_or_add(std::string_view text, uint32_t offset) {
    if (2 * used_ >= slots_.size()) enlarge();
    Slot& slot = slots_[find(text, hash_of(text))];
    if (!slot.text.data()) {
      slot = {text, offset};
      ++used_;
    }
    return slot.offset;
  }

  // The offset of an equal string, or kNone.
  uint32_t find(std::string_view text) const {
    const Slot& slot = slots_[find(text, hash_of(text))];
    return slot.text.data() ? slot.offset : kNone;
  }

  static constexpr uint32_t kNone = UINT32_MAX;

 private:
  static constexpr size_t kFirstSize = 1024;

  struct Slot {
    std::string_view text;
    uint32_t offset;
  };

  static size_t hash_of(std::string_view text) { return std::hash<std::string_view>()(text); }

  size_t find(std::string_view text, size_t hash) const {
    size_t at = hash & (slots_.size() - 1);
    while (slots_[at].text.data() && slots_[at].text != text) at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  void enlarge() {
    std::vector<Slot> old(4 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.text.data()) slots_[find(slot.text, hash_of(slot.text))] = slot;
    }
  }

  std::vector<Slot> slots_;  // a power of two
  size_t used_ = 0;
};

// All strings of a BTF and of those that it is on.
StringTable strings_of(const Btf& btf);

}  // namespace btfkit::btf::dedup
