// From the offsets of DIEs to the numbers of the types that they became.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace btfkit::btfgen {

// The types of a unit in the order of their DIEs, and for each 8 bytes of the unit where in that
// list to begin: one or two steps to any type, in memory that the processor's cache holds.
class TypeNumbers {
 public:
  // `dies[i]` became type i + 1; a unit has `size` bytes.
  void build(uint32_t size, const std::vector<uint32_t>& dies) {
    types_.clear();
    for (uint32_t i = 0; i < dies.size(); ++i) types_.push_back({dies[i], i + 1});
    if (!std::ranges::is_sorted(dies)) std::ranges::sort(types_, {}, &Type::die);
    types_.push_back({size, 0});
    starts_.resize(size / kGranule + 2);
    uint32_t next = 0;
    for (uint32_t i = 0; i < types_.size(); ++i) {
      while (next <= types_[i].die / kGranule) starts_[next++] = i;
    }
    while (next < starts_.size()) starts_[next++] = static_cast<uint32_t>(types_.size()) - 1;
  }

  // 0 where no type is. `die` is less than the unit's size.
  uint32_t find(uint32_t die) const {
    uint32_t i = starts_[die / kGranule];
    while (types_[i].die < die) ++i;
    return types_[i].die == die ? types_[i].number : 0;
  }

 private:
  static constexpr uint32_t kGranule = 8;  // bytes
  struct Type {
    uint32_t die;
    uint32_t number;
  };

  std::vector<Type> types_;
  std::vector<uint32_t> starts_;
};

}  // namespace btfkit::btfgen
