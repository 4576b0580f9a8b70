// Where the types of a type section begin.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "btf/references.h"
#include "btf/wire.h"

namespace btfkit::btf {

// How many words types of a kind have besides their entries, and how many each of those has.
struct TypeStep {
  uint32_t fixed;
  uint32_t entry;

  size_t operator()(uint32_t info) const { return fixed + size_t{wire::vlen_of(info)} * entry; }
};
// By BTF_KIND_*; for a kind that isn't known more than any section has.
using TypeSteps = std::array<TypeStep, kKindNumbers>;

// The beginnings of all types, or, for who asks for few of them, of each eighth: a hundred thousand
// numbers are memory that it takes the kernel longer to give than to step over seven types.
class TypeStarts {
 public:
  static constexpr size_t kInterval = 8;  // types

  TypeStarts() = default;
  // Of all types, in words from the section's beginning. Implicit: that is what most have.
  TypeStarts(std::vector<uint32_t> all) : starts_(std::move(all)), size_(starts_.size()) {}
  // Of types 0, 8, 16... of `size`, between which `steps` lead.
  TypeStarts(std::vector<uint32_t> eighths, size_t size, const TypeSteps& steps)
      : starts_(std::move(eighths)), size_(size), steps_(steps), shift_(kShift) {}

  // Types.
  size_t size() const { return size_; }

  // The first word of type `index`, which there must be; `words` are the section's.
  uint32_t begin(size_t index, const uint32_t* words) const {
    uint32_t at = starts_[index >> shift_];
    for (size_t left = index & ((size_t{1} << shift_) - 1); left != 0; --left) {
      at += step(words + at);
    }
    return at;
  }
  // The one behind its last.
  size_t end(size_t index, uint32_t begin, std::span<const uint32_t> words) const {
    if (shift_ != 0) return begin + step(words.data() + begin);
    return index + 1 < size_ ? starts_[index + 1] : words.size();
  }

  // Calls `use(index, begin)` for each type.
  template <typename Use>
  void for_each(const uint32_t* words, Use use) const {
    if (shift_ == 0) {
      for (size_t i = 0; i < size_; ++i) use(i, starts_[i]);
      return;
    }
    uint32_t at = 0;
    for (size_t i = 0; i < size_; ++i) {
      use(i, at);
      at += step(words + at);
    }
  }

  // For types that are added or change their size. `words` are those before that.
  void push_back(uint32_t start, const uint32_t* words) {
    note_all(words);
    starts_.push_back(start);
    ++size_;
  }
  // Those behind `index` begin `by` words later; `by` wraps where it is negative.
  void move_behind(size_t index, uint32_t by, const uint32_t* words) {
    note_all(words);
    for (size_t i = index + 1; i < size_; ++i) starts_[i] += by;
  }

 private:
  static constexpr unsigned kShift = 3;
  static_assert(kInterval == size_t{1} << kShift);

  uint32_t step(const uint32_t* type) const {
    return static_cast<uint32_t>(steps_[kind_number(type[1])](type[1]));
  }

  void note_all(const uint32_t* words) {
    if (shift_ == 0) return;
    std::vector<uint32_t> all;
    all.reserve(size_);
    for_each(words, [&](size_t, uint32_t at) { all.push_back(at); });
    *this = TypeStarts(std::move(all));
  }

  std::vector<uint32_t> starts_;
  size_t size_ = 0;
  TypeSteps steps_ = {};
  unsigned shift_ = 0;
};

}  // namespace btfkit::btf
