// A kernel's version: the numbers by which features are told apart, LINUX_VERSION_CODE.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace btfkit::elf {

struct KernelVersion {
  uint32_t major;
  uint32_t minor;
  uint32_t patch;

  // KERNEL_VERSION() of linux/version.h.
  uint32_t code() const { return (major << 16) + (minor << 8) + (patch < 255 ? patch : 255); }
  friend bool operator==(const KernelVersion&, const KernelVersion&) = default;
};

// "6.1.192" and nothing else.
std::optional<KernelVersion> parse_kernel_version(std::string_view text);

// The version in what a kernel prints first, or in `uname -r` and `-v` behind each other. It begins
// with the release, which is the version but where a distribution keeps the release of its first
// build: Debian's banner has "Debian 6.1.192-2" in it, Ubuntu's "(Ubuntu 5.15.0-91.101-generic
// 5.15.131)".
std::optional<KernelVersion> kernel_version_in(std::string_view banner);

}  // namespace btfkit::elf
