#include "btfgen/show.h"

#include "btf/named_types.h"
#include "btf_stack.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

Result<std::string> text_of(const btf::Btf& btf, const ShowCommandOptions& options) {
  std::string text;
  for (const std::vector<btf::TypeId>& types : BTFKIT_TRY(btf::named_types(btf, options.types))) {
    for (btf::TypeId id : types) text += BTFKIT_TRY(btf::show(btf, id, options.layout));
  }
  return text;
}

}  // namespace

Result<void> show(const ShowCommandOptions& options) {
  BtfStack stack;
  if (!options.base.empty()) BTFKIT_CHECK(stack.add(options.base));
  BTFKIT_CHECK(stack.add(options.input));
  std::string text = BTFKIT_TRY(in(options.input, text_of(stack.top(), options)));
  return write_file("-", as_bytes(text));
}

}  // namespace btfkit::btfgen
