// Words that the raw and the JSON dump have in common.
#pragma once

#include "btf/model.h"

namespace btfkit::btf {

std::string_view linkage_name(Linkage linkage);
// bpftool knows single encodings only and has no words for others.
std::string_view encoding_name(uint8_t encoding);
inline std::string_view sign_name(bool is_signed) {
  return is_signed ? "SIGNED" : "UNSIGNED";
}
inline constexpr std::string_view kAnonymous = "(anon)";

}  // namespace btfkit::btf
