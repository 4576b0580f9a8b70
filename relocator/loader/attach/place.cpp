#include "attach/place.h"

#include <cctype>
#include <cerrno>
#include <cstring>

namespace loader {

bool parse_number(const char* text, uint64_t& number) {
  // strtoull takes signs and spaces too, and an octal number for what looks decimal.
  if (isdigit(static_cast<unsigned char>(*text)) == 0) return false;
  const bool is_hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  char* end;
  errno = 0;
  number = strtoull(text, &end, is_hex ? 16 : 10);
  return errno == 0 && *end == '\0';
}

bool copy_text(const char* text, size_t size, Array<char>& copy, bpfload_error& error) {
  if (!copy.resize(size + 1)) return fail(error, "%m");
  memcpy(copy.data(), text, size);
  copy[size] = '\0';
  return true;
}

bool parse_place(const char* text, FunctionPlace& place, bpfload_error& error) {
  const char* plus = strrchr(text, '+');
  const size_t size = plus == nullptr ? strlen(text) : static_cast<size_t>(plus - text);
  if (size == 0) return fail(error, "the function's name is missing");
  if (plus != nullptr && !parse_number(plus + 1, place.offset)) {
    return fail(error, "'%s' is not an offset", plus + 1);
  }
  return copy_text(text, size, place.name, error);
}

}  // namespace loader
