// BTF as a C++ header: the stages of the C dump, with C++'s names, and kfuncs. See
// docs/btfgen-dump.md.
#include "btf/dump.h"
#include "dump_c_define.h"
#include "dump_c_order.h"
#include "dump_cxx_kfuncs.h"

namespace btfkit::btf {
namespace {

// The guard is the C header's: the two have the same types, and libbpf's headers ask for it.
constexpr std::string_view kHead =
    "#ifndef __VMLINUX_H__\n"
    "#define __VMLINUX_H__\n"
    "\n"
    "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
    "#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\n"
    "#endif\n"
    "\n";
constexpr std::string_view kEndOfTypes =
    "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
    "#pragma clang attribute pop\n"
    "#endif\n"
    "\n";
constexpr std::string_view kTail = "#endif /* __VMLINUX_H__ */\n";

}  // namespace

Result<std::string> dump_cxx(const Btf& btf, std::span<const TypeId> types) {
  Text text;
  c::Walk walk(btf, text);
  c::CxxNames names(btf);
  c::Kfuncs kfuncs(btf, types);
  // From here on ids are in the order of definition.
  std::vector<TypeId> roots = c::with_types_of(btf, kfuncs, types, walk);
  std::vector<TypeId> ordered = c::order(btf, roots, walk, &names);
  BTFKIT_CHECK(walk.result());
  text.add(kHead);
  c::Definitions definitions(btf, walk, text, &names);
  definitions.define(ordered);
  text.add(kEndOfTypes);
  c::declare(btf, kfuncs, definitions, text);
  text.add(kTail);
  BTFKIT_CHECK(walk.result());
  return std::move(text).take();
}

}  // namespace btfkit::btf
