// The text in which the kernel says why it refuses a program or BTF.
#pragma once

#include <cstdint>

#include "array.h"

namespace loader {

class VerifierLog {
 public:
  struct Line {
    const char* text;
    int size;
  };

  VerifierLog() = default;
  VerifierLog(const VerifierLog&) = delete;
  VerifierLog& operator=(const VerifierLog&) = delete;
  ~VerifierLog();

  bool allocate();
  char* buffer() { return buffer_; }
  uint32_t room() const;
  // Bytes without the NUL.
  size_t size() const;
  // The last line that says something, which on a refusal is the reason; empty if there is none.
  Line reason() const;

 private:
  char* buffer_ = nullptr;
};

}  // namespace loader
