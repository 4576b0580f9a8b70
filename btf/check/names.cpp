#include "check/names.h"

#include <algorithm>
#include <array>

namespace btfkit::btf::checking {
namespace {

// What a character is, as the kernel sees it, which takes text for Latin-1: 0xc0 to 0xff are
// letters but for the two signs of multiplication and division, and 0xa0 to 0xbf can be printed.
enum Class : uint8_t { kLetter = 1, kDigit = 2, kDot = 4, kPrintable = 8 };

constexpr uint8_t class_of(uint32_t c) {
  if (c >= 0xa0) return kPrintable | (c >= 0xc0 && c != 0xd7 && c != 0xf7 ? kLetter : 0);
  if (c < ' ' || c > '~') return 0;
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') return kPrintable | kLetter;
  if (c >= '0' && c <= '9') return kPrintable | kDigit;
  return kPrintable | (c == '.' ? kDot : 0);
}

constexpr auto kClasses = [] {
  std::array<uint8_t, 256> classes{};
  for (uint32_t c = 0; c < classes.size(); ++c) classes[c] = class_of(c);
  return classes;
}();

bool is_one_of(char c, uint8_t classes) {
  return kClasses[static_cast<uint8_t>(c)] & classes;
}

bool are_all(std::string_view name, uint8_t classes) {
  return std::ranges::all_of(name, [&](char c) { return is_one_of(c, classes); });
}

}  // namespace

bool is_identifier(std::string_view name, const Rules& rules, bool dots) {
  if (name.empty() || name.size() > rules.longest_name) return false;
  const uint8_t first = kLetter | (dots ? kDot : 0);
  return is_one_of(name.front(), first) && are_all(name, first | kDigit);
}

bool is_section_name(std::string_view name, const Rules& rules) {
  if (!rules.sections_printable) return is_identifier(name, rules, true);
  return !name.empty() && name.size() <= rules.longest_name && are_all(name, kPrintable);
}

}  // namespace btfkit::btf::checking
