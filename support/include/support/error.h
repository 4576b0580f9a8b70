// Errors as values. A library function that can fail returns Result<T>; the message grows outwards
// and ends as one line: "prog.o: .BTF: type [12] STRUCT 'foo': member 3: type id 99 is out of
// range".
#pragma once

#include <fmt/format.h>

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace btfkit {

// `text` with its control characters as "\x0a": names in a crafted file may hold anything, and what
// is printed of them must neither break a line nor command a terminal.
std::string one_line(std::string_view text);

// What went wrong, in one line without a newline at its end.
class [[nodiscard]] Error {
 public:
  explicit Error(std::string_view message) : message_(one_line(message)) {}

  const std::string& message() const { return message_; }

  // The same error seen from one level further out: "CONTEXT: MESSAGE".
  Error in(std::string_view context) && {
    message_.insert(0, ": ");
    message_.insert(0, one_line(context));
    return std::move(*this);
  }

 private:
  std::string message_;
};

template <typename T>
using Result = std::expected<T, Error>;

// All that is wrong, where a stage goes on behind the first fault.
using Errors = std::vector<Error>;

// An error result: `return fail("type id {} is out of range", id);`
template <typename... Args>
std::unexpected<Error> fail(fmt::format_string<Args...> format, Args&&... args) {
  return std::unexpected(Error(fmt::format(format, std::forward<Args>(args)...)));
}

// Hands an error of `result` one level out: `return in(file, std::move(result));`
template <typename T>
Result<T> in(std::string_view context, Result<T>&& result) {
  if (!result) return std::unexpected(std::move(result).error().in(context));
  return std::move(result);
}

}  // namespace btfkit

// The value of a Result expression, or a return of its error from the enclosing function.
// A GNU statement expression, which gcc and clang both have, keeps it usable in the middle of an
// expression: `Header header = BTFKIT_TRY(read_header(reader));`
#define BTFKIT_TRY(...) BTFKIT_TRY_AS(BTFKIT_UNIQUE(__COUNTER__), __VA_ARGS__)
#define BTFKIT_TRY_AS(result, ...)                                  \
  __extension__({                                                   \
    auto result = (__VA_ARGS__);                                    \
    if (!result) return std::unexpected(std::move(result).error()); \
    std::move(result).value();                                      \
  })

// The same for a Result<void>, as a statement.
#define BTFKIT_CHECK(...) BTFKIT_CHECK_AS(BTFKIT_UNIQUE(__COUNTER__), __VA_ARGS__)
#define BTFKIT_CHECK_AS(result, ...)                     \
  do {                                                   \
    if (auto result = (__VA_ARGS__); !result) {          \
      return std::unexpected(std::move(result).error()); \
    }                                                    \
  } while (false)

// A name of its own for each use, so that uses can be nested.
#define BTFKIT_UNIQUE(counter) BTFKIT_JOIN(btfkit_result_, counter)
#define BTFKIT_JOIN(a, b) BTFKIT_JOIN_EXPANDED(a, b)
#define BTFKIT_JOIN_EXPANDED(a, b) a##b
