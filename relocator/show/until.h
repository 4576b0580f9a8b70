// When following ends: a count, a time, or a signal.
#pragma once

#include <chrono>
#include <cstdint>

#include "support/error.h"

namespace btfkit::show {

class Until {
 public:
  // SIGINT and SIGTERM end it from here on. `count` 0 and `seconds` below 0 are no limits.
  Until(uint64_t count, double seconds);

  // Counts one more. False if it was the last.
  bool add() { return ++count_ != limit_; }

  bool is_over() const;
  // What a wait may take, in milliseconds; 0 if the time is over.
  int remaining_ms() const;

  // Fails if a time ended it before the wanted number was there. `what` is "records of ...".
  Result<void> result(std::string_view what) const;

 private:
  using Clock = std::chrono::steady_clock;

  uint64_t limit_;
  double seconds_;
  Clock::time_point begin_ = Clock::now();
  uint64_t count_ = 0;
};

}  // namespace btfkit::show
