// BTF out of whatever a user has at hand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "elf/file.h"
#include "elf/kernel_version.h"
#include "support/decompress.h"
#include "support/file.h"

namespace btfkit::elf {

// A BTF blob and what its container says of the kernel it came from.
struct BtfInput {
  std::string path;                           // as the user gave it; for messages
  Content content;                            // keeps `btf` and `distilled_base` alive
  Bytes btf;                                  // the raw blob
  std::optional<std::string> build_id;        // raw bytes of the GNU build id
  std::optional<std::string> release;         // as `uname -r` prints it
  std::optional<KernelVersion> version = {};  // where the container tells it
  // What the blob was in, outermost first: "x86 bzImage", "zstd payload", "ELF .BTF".
  std::vector<std::string> containers = {};
  // The section .BTF.base of a module whose split BTF has a distilled base; raw BTF, too.
  std::optional<Bytes> distilled_base = {};
};

// Opens raw BTF, an ELF file with a .BTF section (a module, a vmlinux, a BPF object), a kernel
// image (x86, arm64, riscv, s390x, EFI zboot) or a file of /sys/kernel/btf; each of them also
// compressed, or as the one "*.btf" of a tar archive, or as MEMBER of it with "FILE:MEMBER" as the
// path. "-" is standard input. For /sys/kernel/btf the build id and the release are those of the
// running kernel or of its module. Errors name path and containers. What is not compressed stays
// where it is, in the mapped file.
Result<BtfInput> open_btf(const std::string& path);

// The same for bytes. `member` is that of an archive, if not empty; no layer may decompress to more
// than `limit` bytes.
Result<BtfInput> find_btf(Content content, std::string_view member = {},
                          uint64_t limit = kDecompressedLimit);

}  // namespace btfkit::elf
