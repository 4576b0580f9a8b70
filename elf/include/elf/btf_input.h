// BTF out of whatever a user has at hand.
#pragma once

#include <optional>
#include <string>

#include "elf/file.h"
#include "support/file.h"

namespace btfkit::elf {

// A BTF blob and what its container says of the kernel it came from.
struct BtfInput {
  std::string path;                     // as the user gave it; for messages
  Content content;                      // keeps `btf` alive
  Bytes btf;                            // the raw blob
  std::optional<std::string> build_id;  // raw bytes of the GNU build id
  std::optional<std::string> release;   // as `uname -r` prints it
};

// Opens raw BTF, an ELF file with a .BTF section (a module, a vmlinux, a BPF object) or a file of
// /sys/kernel/btf, each of them also compressed; "-" is standard input. For /sys/kernel/btf/vmlinux
// the build id and the release are those of the running kernel. Errors name path and section.
Result<BtfInput> open_btf(const std::string& path);

}  // namespace btfkit::elf
