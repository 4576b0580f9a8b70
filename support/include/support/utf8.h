// Text that may be anything: names in BTF and bytes of programs.
#pragma once

#include <string>
#include <string_view>

namespace btfkit {

// `text` as UTF-8, such as JSON is: each byte that isn't becomes U+FFFD.
std::string as_utf8(std::string_view text);

// Whether `text` is UTF-8 without control characters but for tabs and newlines.
bool is_printable_utf8(std::string_view text);

}  // namespace btfkit
