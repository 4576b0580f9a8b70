// What is between the C interface and the stages: texts, options, and exceptions, none of which
// gets through.
#pragma once

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "btfkit/relocator.h"
#include "support/error.h"

namespace btfkit::library {

// Puts as much of the text as fits into `error`.
inline void set(btfkit_error& error, std::string_view text) {
  size_t length = text.copy(error.text, sizeof error.text - 1);
  error.text[length] = '\0';
}

// Runs `make`, which gives a Result<T>. Its value, or `failed`, with the error's text in `error`.
template <typename T, typename Make>
T run(btfkit_error* error, T failed, Make make) noexcept {
  try {
    auto result = make();
    if (result) return std::move(*result);
    set(*error, result.error().message());
  } catch (const std::bad_alloc&) {
    set(*error, "there is not enough memory");
  } catch (const std::exception& exception) {
    set(*error, exception.what());
  }
  return failed;
}

inline Result<void> require(const void* argument, std::string_view name) {
  if (argument) return {};
  return fail("{} is NULL", name);
}

// A struct of options as this library knows it. `given` may be null, or have another size.
template <typename Options>
Result<Options> known(const Options* given) {
  Options options = {};
  options.size = sizeof options;
  if (!given) return options;
  size_t size = given->size;
  if (size < sizeof size) {
    return fail("options: their size is {}, at least {} expected", size, sizeof size);
  }
  auto* bytes = reinterpret_cast<const unsigned char*>(given);
  for (size_t at = sizeof options; at < size; ++at) {
    if (bytes[at] == 0) continue;
    return fail("options: byte {} of {} is set; this library knows {}", at, size, sizeof options);
  }
  std::memcpy(&options, given, std::min(size, sizeof options));
  options.size = sizeof options;
  return options;
}

// A list of `count` strings. `name` is the option's.
inline Result<std::vector<std::string>> strings(const char* const* list, size_t count,
                                                std::string_view name) {
  std::vector<std::string> result;
  if (count > 0) BTFKIT_CHECK(require(list, fmt::format("options: {}", name)));
  for (size_t i = 0; i < count; ++i) {
    BTFKIT_CHECK(require(list[i], fmt::format("options: {}[{}]", name, i)));
    result.emplace_back(list[i]);
  }
  return result;
}

// A copy of bytes that the caller keeps.
inline std::vector<std::byte> copy_of(const void* data, size_t size) {
  auto* bytes = static_cast<const std::byte*>(data);
  return {bytes, bytes + size};
}

}  // namespace btfkit::library
