// From the offsets of DIEs to the numbers of the types that they became.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace btfkit::btfgen {

// The types of a unit by rank: a bit for each byte of it, set where the DIE of a type begins, and
// for each 64 of them how many are set before. All of it is a quarter of the unit's size, which the
// processor's nearest caches hold, and no branch depends on it.
class TypeNumbers {
 public:
  // In the place of a number: no type is there.
  static constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();

  // `dies[i]` became type i + 1; no two are equal. A unit has `size` bytes.
  void build(uint32_t size, const std::vector<uint32_t>& dies) {
    words_.assign(size / 64 + 1, {0, 0});
    numbers_.clear();
    bool ascends = true;
    for (uint32_t i = 0; i < dies.size(); ++i) {
      words_[dies[i] / 64].dies |= uint64_t{1} << dies[i] % 64;
      ascends &= i == 0 || dies[i - 1] < dies[i];
    }
    uint32_t before = 0;
    for (Word& word : words_) {
      word.before = before;
      before += count_bits(word.dies);
    }
    if (ascends) return;
    // Types inside others come before them, but in C there are hardly any.
    numbers_.resize(dies.size());
    for (uint32_t i = 0; i < dies.size(); ++i) numbers_[rank(dies[i])] = i + 1;
  }

  // Makes find() give another number, of(the number), for each.
  template <typename Of>
  void replace(Of of) {
    if (numbers_.empty() && !words_.empty()) {
      const Word& last = words_.back();
      numbers_.resize(last.before + count_bits(last.dies));
      for (uint32_t i = 0; i < numbers_.size(); ++i) numbers_[i] = i + 1;
    }
    for (uint32_t& number : numbers_) number = of(number);
  }

  // `die` is less than the unit's size.
  uint32_t find(uint32_t die) const {
    if (!(words_[die / 64].dies >> die % 64 & 1)) return kNone;
    return numbers_.empty() ? rank(die) + 1 : numbers_[rank(die)];
  }

 private:
  struct Word {
    uint64_t dies;
    uint32_t before;
  };

  // std::popcount() is a call where not every processor has the instruction. Sums of two, four and
  // eight bits, and then of all bytes in the highest one.
  static uint32_t count_bits(uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return static_cast<uint32_t>(bits * 0x0101010101010101 >> 56);
  }

  // How many types' DIEs are before `die`.
  uint32_t rank(uint32_t die) const {
    const Word& word = words_[die / 64];
    uint64_t before = word.dies & ((uint64_t{1} << die % 64) - 1);
    return word.before + count_bits(before);
  }

  std::vector<Word> words_;
  std::vector<uint32_t> numbers_;  // by rank, where they aren't those of the ranks themselves
};

}  // namespace btfkit::btfgen
