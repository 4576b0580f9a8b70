#include "btfgen/merge.h"

#include "btf/append.h"
#include "btf/dedup.h"
#include "btf/reader.h"
#include "btf/writer.h"
#include "elf/btf_input.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

// A BTF and the file that it is in.
struct Source {
  elf::BtfInput input;
  btf::Btf btf;
};

Result<Source> open(const std::string& path, const btf::Btf* base) {
  elf::BtfInput input = BTFKIT_TRY(elf::open_btf(path));
  btf::Btf btf = BTFKIT_TRY(in(path, in(".BTF", btf::read(input.btf, base))));
  return Source{std::move(input), std::move(btf)};
}

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

Result<void> merge_on(const btf::Btf* base, const MergeOptions& options) {
  const std::string& first_path = options.inputs.front();
  Source first = BTFKIT_TRY(open(first_path, base));
  if (options.inputs.size() == 1) return write_deduplicated(first.btf, options);

  btf::Btf all = base ? btf::Btf(*base, first.btf.endian()) : btf::Btf(first.btf.endian());
  BTFKIT_CHECK(in(first_path, btf::append(all, first.btf)));
  for (size_t i = 1; i < options.inputs.size(); ++i) {
    const std::string& path = options.inputs[i];
    Source next = BTFKIT_TRY(open(path, base));
    BTFKIT_CHECK(in(path, check_alike(first.btf, first_path, next.btf)));
    BTFKIT_CHECK(in(path, btf::append(all, next.btf)));
  }
  return write_deduplicated(all, options);
}

}  // namespace

Result<void> merge(const MergeOptions& options) {
  if (options.base.empty()) return merge_on(nullptr, options);
  Source base = BTFKIT_TRY(open(options.base, nullptr));
  return merge_on(&base.btf, options);
}

}  // namespace btfkit::btfgen
