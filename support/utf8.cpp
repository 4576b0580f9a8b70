#include "support/utf8.h"

#include <cstdint>

namespace btfkit {
namespace {

// The length of the character that `text` begins with; 0 if it is none.
size_t character(std::string_view text) {
  auto lead = static_cast<uint8_t>(text[0]);
  size_t length = lead < 0x80                   ? 1
                  : lead >= 0xc2 && lead < 0xe0 ? 2
                  : lead >= 0xe0 && lead < 0xf0 ? 3
                  : lead >= 0xf0 && lead < 0xf5 ? 4
                                                : 0;
  if (length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((static_cast<uint8_t>(text[i]) & 0xc0) != 0x80) return 0;
  }
  if (length < 3) return length;
  // Overlong forms, surrogates, and what is behind the last character.
  auto second = static_cast<uint8_t>(text[1]);
  bool is_none = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second >= 0xa0) ||
                 (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second >= 0x90);
  return is_none ? 0 : length;
}

}  // namespace

std::string as_utf8(std::string_view text) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    size_t length = character(text.substr(at));
    result += length > 0 ? text.substr(at, length) : "\xef\xbf\xbd";
    at += length > 0 ? length : 1;
  }
  return result;
}

bool is_printable_utf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    size_t length = character(text.substr(at));
    if (length == 0) return false;
    auto first = static_cast<uint8_t>(text[at]);
    if (first < 0x20 && first != '\t' && first != '\n') return false;
    if (first == 0x7f) return false;
    // U+0080 to U+009F command terminals, too.
    if (first == 0xc2 && static_cast<uint8_t>(text[at + 1]) < 0xa0) return false;
    at += length;
  }
  return true;
}

}  // namespace btfkit
