// From the offsets of DIEs to the numbers of the types that they became.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace btfkit::btfgen {

// A bit for each byte of a unit, and the count of bits before each 64 of them: small enough to stay
// in the processor's cache where a hash table or one number a byte would not.
class TypeNumbers {
 public:
  // `dies[i]` became type i + 1; a unit has `size` bytes.
  void build(uint32_t size, const std::vector<uint32_t>& dies) {
    words_.assign(size / 64 + 1, {});
    for (uint32_t die : dies) words_[die / 64].bits |= uint64_t{1} << die % 64;
    uint32_t count = 0;
    for (Word& word : words_) {
      word.before = count;
      count += static_cast<uint32_t>(std::popcount(word.bits));
    }
    numbers_.resize(count);
    for (uint32_t i = 0; i < dies.size(); ++i) numbers_[rank(dies[i])] = i + 1;
  }

  // 0 where no type is.
  uint32_t find(uint32_t die) const {
    if (die / 64 >= words_.size() || !(words_[die / 64].bits >> die % 64 & 1)) return 0;
    return numbers_[rank(die)];
  }

 private:
  struct Word {
    uint64_t bits = 0;
    uint32_t before = 0;
  };

  uint32_t rank(uint32_t die) const {
    const Word& word = words_[die / 64];
    uint64_t below = word.bits & ((uint64_t{1} << die % 64) - 1);
    return word.before + static_cast<uint32_t>(std::popcount(below));
  }

  std::vector<Word> words_;
  std::vector<uint32_t> numbers_;
};

}  // namespace btfkit::btfgen
