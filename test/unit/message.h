// What the project's results say, for tests that compare it with a text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "support/bytes.h"
#include "support/error.h"

namespace btfkit::test {

// The error's message; "" is success.
template <typename T>
std::string message(const Result<T>& result) {
  return result ? std::string() : result.error().message();
}

// A copy on the heap of exactly these bytes, so that a sanitizer sees a read behind them.
inline std::vector<std::byte> exact(std::string_view text) {
  Bytes bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

inline std::string text_of(Bytes bytes) {
  return std::string(as_text(bytes));
}

}  // namespace btfkit::test
