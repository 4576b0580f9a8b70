// From the offsets of DIEs to the numbers of the types that they became.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace btfkit::btfgen {

// The DIEs of a unit's types in their order, and for each 16 bytes of the unit where in that list
// to begin: a few steps to any type, in memory that the processor's cache holds.
class TypeNumbers {
 public:
  // `dies[i]` became type i + 1; a unit has `size` bytes. `dies` gets `size` behind its last one,
  // and must then stay as it is.
  void build(uint32_t size, std::vector<uint32_t>& dies) {
    dies.push_back(size);
    dies_ = &dies;
    numbers_.clear();
    // Types inside others come before them, but in C there are hardly any.
    if (!std::ranges::is_sorted(dies)) sort(dies);
    starts_.resize(size / kGranule + 2);
    uint32_t next = 0;
    for (uint32_t i = 0; i < dies_->size(); ++i) {
      uint32_t last = (*dies_)[i] / kGranule;
      while (next <= last) starts_[next++] = i;
    }
    std::fill(starts_.begin() + next, starts_.end(), static_cast<uint32_t>(dies_->size()) - 1);
  }

  // 0 where no type is. `die` is less than the unit's size.
  uint32_t find(uint32_t die) const {
    uint32_t i = starts_[die / kGranule];
    const uint32_t* dies = dies_->data();
    while (dies[i] < die) ++i;
    if (dies[i] != die) return 0;
    return numbers_.empty() ? i + 1 : numbers_[i];
  }

 private:
  static constexpr uint32_t kGranule = 16;  // bytes

  void sort(const std::vector<uint32_t>& dies) {
    for (uint32_t i = 0; i < dies.size(); ++i) numbers_.push_back(i + 1);
    std::ranges::sort(numbers_, {}, [&](uint32_t number) { return dies[number - 1]; });
    sorted_.clear();
    for (uint32_t number : numbers_) sorted_.push_back(dies[number - 1]);
    dies_ = &sorted_;
  }

  const std::vector<uint32_t>* dies_ = nullptr;
  std::vector<uint32_t> sorted_;
  std::vector<uint32_t> numbers_;  // by DIE, where they don't ascend
  std::vector<uint32_t> starts_;
};

}  // namespace btfkit::btfgen
