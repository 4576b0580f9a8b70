#include "btfgen/merge.h"

#include "btf/append.h"
#include "btf/dedup.h"
#include "btf/writer.h"
#include "btf_stack.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

// Types of another byte order or pointer size are of another machine.
Result<void> check_alike(const btf::Btf& first, const std::string& first_path,
                         const btf::Btf& other) {
  if (other.endian() != first.endian()) {
    return fail("it is {}, {} is {}", name_of(other.endian()), first_path, name_of(first.endian()));
  }
  auto size = btf::known_pointer_size(first);
  auto other_size = btf::known_pointer_size(other);
  if (size && other_size && *size != *other_size) {
    return fail("its pointers have {} bytes, those of {} have {}", *other_size, first_path, *size);
  }
  return {};
}

// From here on there is one input.
Result<void> write_deduplicated(const btf::Btf& btf, const MergeOptions& options) {
  std::string name = options.inputs.size() == 1 ? options.inputs.front() : "the merged BTF";
  btf::Btf result = BTFKIT_TRY(in(name, btf::deduplicate(btf)));
  return write_file(options.output, BTFKIT_TRY(in(name, btf::write(result))));
}

// `path` on what is in `base`. A distilled base alone is nobody else's, so that nothing can be
// merged on it.
Result<BtfStack> open(const std::string& path, const BtfStack& base) {
  BtfStack stack = BtfStack::on(base);
  BTFKIT_CHECK(stack.add(path));
  if (stack.top().base() == base.top_if_any()) return stack;
  return in(path, Result<BtfStack>(fail(
                      "it is on a distilled base (.BTF.base); --base names what takes its place")));
}

}  // namespace

Result<void> merge(const MergeOptions& options) {
  BtfStack base;
  if (!options.base.empty()) BTFKIT_CHECK(base.add(options.base));
  const std::string& first_path = options.inputs.front();
  BtfStack first_stack = BTFKIT_TRY(open(first_path, base));
  const btf::Btf& first = first_stack.top();
  if (options.inputs.size() == 1) return write_deduplicated(first, options);

  btf::Btf all = first.base() ? btf::Btf(*first.base(), first.endian()) : btf::Btf(first.endian());
  BTFKIT_CHECK(in(first_path, btf::append(all, first)));
  for (size_t i = 1; i < options.inputs.size(); ++i) {
    const std::string& path = options.inputs[i];
    BtfStack next = BTFKIT_TRY(open(path, base));
    BTFKIT_CHECK(in(path, check_alike(first, first_path, next.top())));
    BTFKIT_CHECK(in(path, btf::append(all, next.top())));
  }
  return write_deduplicated(all, options);
}

}  // namespace btfkit::btfgen
