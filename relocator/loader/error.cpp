#include "error.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace loader {

Failed fail(bpfload_error& error, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error.text, sizeof error.text, format, arguments);
  va_end(arguments);
  return {};
}

Failed add_context(bpfload_error& error, const char* format, ...) {
  char inner[sizeof error.text];
  memcpy(inner, error.text, sizeof inner);
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(error.text, sizeof error.text, format, arguments);
  va_end(arguments);
  if (length >= 0 && static_cast<size_t>(length) < sizeof error.text) {
    const size_t room = sizeof error.text - static_cast<size_t>(length);
    const int added = snprintf(error.text + length, room, ": %s", inner);
    static_cast<void>(added);  // a text that is too long ends early
  }
  return {};
}

}  // namespace loader
