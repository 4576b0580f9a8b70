// What every reader promises of its errors, whatever the input.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>

#include "support/error.h"

namespace btfkit::fuzz {

inline void expect(bool condition, std::source_location where = std::source_location::current()) {
  if (condition) return;
  fprintf(stderr, "%s:%u: this does not hold\n", where.file_name(), where.line());
  std::abort();
}

// Says the error that is there instead.
template <typename T>
void expect_value(const Result<T>& result,
                  std::source_location where = std::source_location::current()) {
  if (!result) fprintf(stderr, "%s\n", result.error().message().c_str());
  expect(result.has_value(), where);
}

inline void expect_one_line(const Error& error,
                            std::source_location where = std::source_location::current()) {
  expect(!error.message().empty() && !error.message().contains('\n'), where);
}

}  // namespace btfkit::fuzz
