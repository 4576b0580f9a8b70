#include "btfgen/dump.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "btf/dump.h"
#include "btf_stack.h"
#include "select.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

// From here on the types to show are known; without a choice they are those that bpftool shows.
Result<std::vector<btf::TypeId>> select(const btf::Btf& btf, const DumpOptions& options) {
  Choice choice = options.format == DumpFormat::kC     ? Choice::kC
                  : options.format == DumpFormat::kCxx ? Choice::kCxx
                                                       : Choice::kAny;
  if (options.root_ids.empty() && options.types.empty()) {
    return choice == Choice::kAny ? btf::own_types(btf) : btf::all_types(btf);
  }
  std::vector<btf::TypeId> types = BTFKIT_TRY(types_with_ids(btf, options.root_ids));
  std::ranges::copy(BTFKIT_TRY(types_with_names(btf, options.types, choice)),
                    std::back_inserter(types));
  return types;
}

Result<void> write(const btf::Btf& btf, const DumpOptions& options) {
  std::vector<btf::TypeId> types = BTFKIT_TRY(in(options.input, select(btf, options)));
  FileWriter file = BTFKIT_TRY(FileWriter::create(options.output));
  auto sink = [&](std::string_view piece) { file.write(as_bytes(piece)); };
  switch (options.format) {
    case DumpFormat::kRaw:
      btf::dump_raw(btf, types, sink);
      break;
    case DumpFormat::kC:
      BTFKIT_CHECK(in(options.input, btf::dump_c(btf, types, sink)));
      break;
    case DumpFormat::kCxx:
      BTFKIT_CHECK(in(options.input, btf::dump_cxx(btf, types, sink)));
      break;
    case DumpFormat::kJson:
      btf::dump_json(btf, types,
                     options.pretty ? btf::JsonStyle::kPretty : btf::JsonStyle::kCompact, sink);
      break;
  }
  return file.commit();
}

}  // namespace

Result<void> dump(const DumpOptions& options) {
  BtfStack stack;
  for (const std::string& base : options.bases) BTFKIT_CHECK(stack.add(base));
  BTFKIT_CHECK(stack.add(options.input));
  return write(stack.top(), options);
}

}  // namespace btfkit::btfgen
