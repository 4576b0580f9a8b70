#include "btfgen/dump.h"

#include "btf/dump.h"
#include "btf/reader.h"
#include "elf/btf_input.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

Result<btf::Btf> read(const elf::BtfInput& input, const btf::Btf* base) {
  auto btf = btf::read(input.btf, base);
  if (!btf) return std::unexpected(std::move(btf).error().in(".BTF").in(input.path));
  return btf;
}

}  // namespace

Result<void> dump(const DumpOptions& options) {
  elf::BtfInput input = BTFKIT_TRY(elf::open_btf(options.input));
  if (options.base.empty()) {
    btf::Btf btf = BTFKIT_TRY(read(input, nullptr));
    return write_file(options.output, as_bytes(btf::dump_raw(btf)));
  }
  elf::BtfInput base_input = BTFKIT_TRY(elf::open_btf(options.base));
  btf::Btf base = BTFKIT_TRY(read(base_input, nullptr));
  btf::Btf btf = BTFKIT_TRY(read(input, &base));
  return write_file(options.output, as_bytes(btf::dump_raw(btf)));
}

}  // namespace btfkit::btfgen
