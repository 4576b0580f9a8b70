#include "btfgen/diff.h"

#include "btf/diff.h"
#include "btf/reader.h"
#include "elf/btf_input.h"
#include "support/file.h"
#include "touched.h"

namespace btfkit::btfgen {
namespace {

Result<btf::Btf> read(const elf::BtfInput& input, const btf::Btf* base) {
  auto btf = btf::read(input.btf, base);
  if (!btf) return std::unexpected(std::move(btf).error().in(".BTF").in(input.path));
  return btf;
}

Result<btf::Selection> touched_in(const btf::Btf& btf, const std::vector<std::string>& objects) {
  core::Target target(btf);
  btf::Selection selection;
  for (const std::string& path : objects) {
    BTFKIT_CHECK(add_touched(path, target, selection));
  }
  return selection;
}

}  // namespace

Result<bool> diff(const DiffOptions& options) {
  elf::BtfInput base_input;
  std::optional<btf::Btf> base;
  if (!options.base.empty()) {
    base_input = BTFKIT_TRY(elf::open_btf(options.base));
    base = BTFKIT_TRY(read(base_input, nullptr));
  }
  const btf::Btf* base_btf = base ? &*base : nullptr;
  elf::BtfInput before_input = BTFKIT_TRY(elf::open_btf(options.before));
  elf::BtfInput after_input = BTFKIT_TRY(elf::open_btf(options.after));
  btf::Btf before = BTFKIT_TRY(read(before_input, base_btf));
  btf::Btf after = BTFKIT_TRY(read(after_input, base_btf));

  btf::Difference difference = BTFKIT_TRY(btf::diff(before, after));
  if (!options.objects.empty()) {
    btf::Selection in_before = BTFKIT_TRY(touched_in(before, options.objects));
    btf::Selection in_after = BTFKIT_TRY(touched_in(after, options.objects));
    difference = btf::select(std::move(difference), in_before, in_after);
  }
  std::string text =
      options.format == DiffFormat::kJson ? btf::diff_json(difference) : btf::diff_text(difference);
  BTFKIT_CHECK(write_file(options.output, as_bytes(text)));
  return !difference.types.empty();
}

}  // namespace btfkit::btfgen
