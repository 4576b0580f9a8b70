// The kernel's BTF verifier, offline: every rule that BPF_BTF_LOAD applies to a BTF.
//
// The reader asks whether bytes can be understood; this asks whether a kernel would accept them. It
// works on the bytes themselves, since most of what the kernel refuses the reader refuses too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "btf/model.h"
#include "support/bytes.h"
#include "support/error.h"

namespace btfkit::btf {

struct KernelVersion {
  uint16_t major;
  uint16_t minor;
  auto operator<=>(const KernelVersion&) const = default;
};
// The first kernel whose rules are known (VAR and DATASEC came with it), and the last.
inline constexpr KernelVersion kOldestKernel{5, 2};
inline constexpr KernelVersion kNewestKernel{6, 18};

// A rule that a BTF breaks.
struct Complaint {
  TypeId type;          // kVoid where it is about the header, the strings or no single type
  std::string subject;  // "header", "string section", "type [12] STRUCT 'x'"
  std::string rule;     // what is wrong, as "member 3: its type is void"
  // How the kernel's log ends. Empty where the kernel fails without a word.
  std::string kernel_wording;
  // For that case the error that it returns, as "ELOOP".
  std::string kernel_error;
};

struct CheckOptions {
  KernelVersion kernel = kNewestKernel;
  // The kernel's byte order; without it, that of the BTF.
  std::optional<Endian> endian;
  // The BTF that a split one continues. It is taken to be right.
  std::optional<Bytes> base;
};

// All that a kernel would complain of, the one that it would name first in front; empty if it would
// accept the BTF. Fails where `base` can't be walked to its end.
Result<std::vector<Complaint>> check(Bytes bytes, const CheckOptions& options = {});

}  // namespace btfkit::btf
