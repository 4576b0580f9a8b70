// How much work the relocations of an object may be, so that no input keeps the engine busy for
// ever.
#pragma once

#include <cstdint>

#include "support/error.h"

namespace btfkit::core {

// A step is a member, a type or an enumerator that is looked at. Of real objects, all relocations
// together take some hundred thousand.
class Budget {
 public:
  explicit Budget(uint64_t steps) : left_(steps) {}

  Result<void> spend(uint64_t steps) {
    if (steps > left_) {
      left_ = 0;
      return fail("the relocations up to here take more steps than are allowed");
    }
    left_ -= steps;
    return {};
  }

 private:
  uint64_t left_;
};

// What the relocations of one object may take; some seconds.
inline constexpr uint64_t kMaxSteps = 50'000'000;

}  // namespace btfkit::core
