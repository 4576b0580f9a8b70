// BTF as a C header: stages in order. See docs/btfgen-dump.md.
#include "btf/dump.h"
#include "dump_c_define.h"
#include "dump_c_order.h"

namespace btfkit::btf {
namespace {

// preserve_access_index makes clang note every access, so that a loader can adjust it to the kernel
// that the program meets.
constexpr std::string_view kHead =
    "#ifndef __VMLINUX_H__\n"
    "#define __VMLINUX_H__\n"
    "\n"
    "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
    "#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\n"
    "#endif\n"
    "\n";
constexpr std::string_view kTail =
    "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
    "#pragma clang attribute pop\n"
    "#endif\n"
    "\n"
    "#endif /* __VMLINUX_H__ */\n";

}  // namespace

Result<std::string> dump_c(const Btf& btf, std::span<const TypeId> types) {
  // A header of all types is not as long as they are.
  Text text(btf.own_words().size_bytes());
  c::Walk walk(btf, text);
  // From here on ids are in the order of definition.
  std::vector<TypeId> definitions = c::order(btf, types, walk, nullptr);
  BTFKIT_CHECK(walk.result());
  text.add(kHead);
  c::Definitions(btf, walk, text, nullptr).define(definitions);
  text.add(kTail);
  BTFKIT_CHECK(walk.result());
  return std::move(text).take();
}

}  // namespace btfkit::btf
