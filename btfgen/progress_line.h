// The line on a terminal that says how far a conversion has come.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>

#include "btfgen/progress.h"

namespace btfkit::btfgen {

// The text of the line: what is done, and how long the rest will take if it goes on like this.
std::string progress_text(const Progress& progress, std::chrono::milliseconds elapsed);

// Writes one to `stream` and renews it; nothing where that is no terminal, and nothing for what
// takes no longer than a moment. It is gone when this is.
class ProgressLine {
 public:
  explicit ProgressLine(std::FILE* stream);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  // Empty where there is no terminal. This must outlive it.
  ProgressListener listener();

 private:
  using Clock = std::chrono::steady_clock;

  void show(const Progress& progress);

  std::FILE* stream_;
  bool is_terminal_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point shown_ = begin_;  // last
};

}  // namespace btfkit::btfgen
