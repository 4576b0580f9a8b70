#include "elf/btf_input.h"

#include <elf.h>
#include <sys/utsname.h>

#include "support/decompress.h"

namespace btfkit::elf {
namespace {

constexpr std::string_view kRunningKernel = "/sys/kernel/btf/vmlinux";

bool starts_with_btf_magic(Bytes bytes) {
  return as_text(bytes).starts_with("\x9f\xeb") || as_text(bytes).starts_with("\xeb\x9f");
}

void describe_running_kernel(BtfInput& input) {
  if (auto notes = read_file("/sys/kernel/notes")) {
    input.build_id = find_build_id(notes->bytes(), kHostEndian);
  }
  utsname names;
  if (uname(&names) == 0) input.release = names.release;
}

Result<void> find_in_elf(BtfInput& input) {
  File file = BTFKIT_TRY(File::open(input.content.bytes()));
  const Section* section = file.find_section(".BTF");
  if (!section) return fail("it has no .BTF section");
  if (section->type == SHT_NOBITS) return fail("section '.BTF' has no content");
  input.btf = section->data;
  input.build_id = file.build_id();
  return {};
}

Result<void> find_btf(BtfInput& input) {
  // A compressed archive of a compressed image is as far as anyone goes.
  constexpr int kMaxLayers = 4;
  for (int layer = 0; layer < kMaxLayers; ++layer) {
    auto compression = detect_compression(input.content.bytes());
    if (!compression) break;
    input.content = BTFKIT_TRY(decompress(input.content.bytes(), *compression));
  }
  Bytes bytes = input.content.bytes();
  if (bytes.empty()) return fail("it is empty");
  if (is_elf(bytes)) return find_in_elf(input);
  if (!starts_with_btf_magic(bytes)) return fail("it is neither BTF nor an ELF file");
  input.btf = bytes;
  if (input.path == kRunningKernel) describe_running_kernel(input);
  return {};
}

}  // namespace

Result<BtfInput> open_btf(const std::string& path) {
  BtfInput input{path, BTFKIT_TRY(read_file(path)), {}, {}, {}};
  if (auto found = find_btf(input); !found)
    return std::unexpected(std::move(found).error().in(path));
  return input;
}

}  // namespace btfkit::elf
