#include <algorithm>
#include <charconv>

#include "container.h"

namespace btfkit::elf {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The version that `text` begins with. `rest` is what follows.
std::optional<KernelVersion> leading_version(std::string_view text, std::string_view* rest) {
  KernelVersion version{};
  const char* at = text.data();
  const char* end = at + text.size();
  for (uint32_t* part : {&version.major, &version.minor, &version.patch}) {
    if (part != &version.major && (at == end || *at++ != '.')) return std::nullopt;
    auto [next, error] = std::from_chars(at, end, *part);
    if (error != std::errc() || *part > UINT16_MAX) return std::nullopt;
    at = next;
  }
  *rest = text.substr(static_cast<size_t>(at - text.data()));
  return version;
}

}  // namespace

std::optional<KernelVersion> parse_kernel_version(std::string_view text) {
  std::string_view rest;
  auto version = leading_version(text, &rest);
  return rest.empty() ? version : std::nullopt;
}

std::optional<KernelVersion> kernel_version_in(std::string_view banner) {
  constexpr size_t kLongest = 512;
  banner = banner.substr(0, std::min(banner.find_first_of(std::string_view("\0\n", 2)), kLongest));
  std::string_view rest;
  // Not that of "(Debian 12.2.0-14)", a compiler.
  constexpr std::string_view kDebian = " Debian ";
  if (size_t at = banner.rfind(kDebian); at != banner.npos) {
    if (auto version = leading_version(banner.substr(at + kDebian.size()), &rest)) return version;
  }
  if (size_t at = banner.rfind("(Ubuntu "); at != banner.npos) {
    std::string_view signature = banner.substr(at, banner.find(')', at) - at);
    auto version = leading_version(signature.substr(signature.rfind(' ') + 1), &rest);
    if (version && rest.empty()) return version;
  }
  return leading_version(banner, &rest);
}

std::optional<std::string> release_in(std::string_view text) {
  constexpr size_t kLongest = 64;  // __NEW_UTS_LEN of linux/utsname.h
  std::string_view release = text.substr(0, std::min(text.find(' '), kLongest + 1));
  bool plausible = !release.empty() && release.size() <= kLongest && release.size() < text.size() &&
                   is_digit(release[0]) &&
                   std::ranges::all_of(release, [](char c) { return c > ' ' && c <= '~'; });
  if (!plausible) return std::nullopt;
  return std::string(release);
}

std::optional<Banner> banner_in(std::string_view text) {
  auto release = release_in(text);
  if (!release) return std::nullopt;
  return Banner{std::move(*release), kernel_version_in(text)};
}

std::optional<Banner> find_banner(Bytes bytes) {
  // Formats such as "Linux version %s" are in there, too.
  constexpr std::string_view kBefore = "Linux version ";
  std::string_view text = as_text(bytes);
  for (size_t at = text.find(kBefore); at != text.npos; at = text.find(kBefore, at + 1)) {
    if (auto banner = banner_in(text.substr(at + kBefore.size()))) return banner;
  }
  return std::nullopt;
}

}  // namespace btfkit::elf
