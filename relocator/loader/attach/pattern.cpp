#include "attach/pattern.h"

#include <cstring>

namespace loader {

bool is_pattern(const char* text) {
  return strpbrk(text, "*?") != nullptr;
}

// In time of at most the product of both lengths: only the last '*' is ever given more letters.
bool matches(const char* name, const char* pattern) {
  const char* star = nullptr;   // the last one
  const char* after = nullptr;  // the first letter of `name` that it doesn't stand for
  while (*name != '\0') {
    if (*pattern == '*') {
      star = pattern++;
      after = name;
    } else if (*pattern == '?' || *pattern == *name) {
      pattern++;
      name++;
    } else if (star != nullptr) {
      pattern = star + 1;
      name = ++after;
    } else {
      return false;
    }
  }
  while (*pattern == '*') pattern++;
  return *pattern == '\0';
}

}  // namespace loader
