#include <algorithm>

#include "container.h"

namespace btfkit::elf {

std::optional<std::string> release_in(std::string_view text) {
  constexpr size_t kLongest = 64;  // __NEW_UTS_LEN of linux/utsname.h
  std::string_view release = text.substr(0, std::min(text.find(' '), kLongest + 1));
  bool plausible = !release.empty() && release.size() <= kLongest && release.size() < text.size() &&
                   release[0] >= '0' && release[0] <= '9' &&
                   std::ranges::all_of(release, [](char c) { return c > ' ' && c <= '~'; });
  if (!plausible) return std::nullopt;
  return std::string(release);
}

std::optional<std::string> find_release(Bytes bytes) {
  // Formats such as "Linux version %s" are in there, too.
  constexpr std::string_view kBefore = "Linux version ";
  std::string_view text = as_text(bytes);
  for (size_t at = text.find(kBefore); at != text.npos; at = text.find(kBefore, at + 1)) {
    if (auto release = release_in(text.substr(at + kBefore.size()))) return release;
  }
  return std::nullopt;
}

}  // namespace btfkit::elf
