#include "btfgen/diff.h"

#include "btf/diff.h"
#include "btf_stack.h"
#include "support/file.h"
#include "touched.h"

namespace btfkit::btfgen {
namespace {

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
  BtfStack base;
  if (!options.base.empty()) BTFKIT_CHECK(base.add(options.base));
  BtfStack before_stack = BtfStack::on(base);
  BtfStack after_stack = BtfStack::on(base);
  BTFKIT_CHECK(before_stack.add(options.before));
  BTFKIT_CHECK(after_stack.add(options.after));
  const btf::Btf& before = before_stack.top();
  const btf::Btf& after = after_stack.top();

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
