// A BTF for each complaint that the kernel's verifier can make, with the complaint. The unit tests
// ask our check for it, test/tools/btf_mutate the running kernel.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "btf/check.h"
#include "btf_words.h"

namespace btfkit::test {

struct Case {
  const char* name;
  // "[2] STRUCT: Invalid name", "header: Invalid magic"; for what the kernel says nothing about the
  // error, "[2] STRUCT: EINVAL"; "" if it accepts the BTF.
  const char* complaint;
  // Adds types behind [1], an `int` of 4 bytes.
  void (*build)(BtfWords&);
  void (*change_header)(Header&) = nullptr;
  // How many bytes of it are there.
  size_t kept = SIZE_MAX;
  // The kernel writes a warning to its own log and marks itself as tainted: not for every test run.
  bool makes_kernel_warn = false;
};

// The same for a rule that came or went with a release.
struct VersionCase {
  const char* name;
  btf::KernelVersion last_before;  // the last release before the change
  bool is_new;                     // whether it is the later releases that complain
  const char* complaint;
  void (*build)(BtfWords&);
};

// By what is wrong in them.
std::span<const Case> header_cases();
std::span<const Case> kind_cases();
std::span<const Case> list_cases();
std::span<const Case> member_cases();
std::span<const Case> reference_cases();
std::span<const Case> special_field_cases();
std::span<const VersionCase> version_cases();

// All but those of versions.
std::vector<Case> all_cases();

std::vector<std::byte> bytes_of(const Case& one, Endian endian = kHostEndian);
std::vector<std::byte> bytes_of(const VersionCase& one);

// A complaint as the cases write it.
std::string key(const btf::Complaint& complaint);

}  // namespace btfkit::test
