// What every reader promises of its errors, whatever the input.
#pragma once

#include <cstdlib>

#include "support/error.h"

namespace btfkit::fuzz {

inline void expect_one_line(const Error& error) {
  if (error.message().empty() || error.message().find('\n') != std::string::npos) std::abort();
}

inline void expect(bool condition) {
  if (!condition) std::abort();
}

}  // namespace btfkit::fuzz
