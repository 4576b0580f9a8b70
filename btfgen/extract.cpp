#include "btfgen/extract.h"

#include <fmt/ranges.h>

#include "btf/reader.h"
#include "elf/btf_input.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

std::string hexadecimal(std::string_view bytes) {
  std::string text;
  for (char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

std::string describe(const elf::BtfInput& input) {
  Endian endian = input.btf[0] == std::byte{0x9f} ? Endian::kLittle : Endian::kBig;
  std::string text = fmt::format("containers: {}\n", fmt::join(input.containers, " > "));
  if (input.release) text += fmt::format("release: {}\n", *input.release);
  if (input.build_id) text += fmt::format("build id: {}\n", hexadecimal(*input.build_id));
  text += fmt::format("size: {} bytes\nbyte order: {}\n", input.btf.size(), name_of(endian));
  return text;
}

}  // namespace

Result<void> extract(const ExtractOptions& options) {
  elf::BtfInput input = BTFKIT_TRY(elf::open_btf(options.input));
  if (!btf::is_btf(input.btf)) return fail("{}: section '.BTF' doesn't hold BTF", options.input);
  if (options.info) return write_file("-", as_bytes(describe(input)));
  return write_file(options.output, input.btf);
}

}  // namespace btfkit::btfgen
