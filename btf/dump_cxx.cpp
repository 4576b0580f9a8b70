// BTF as a C++ header: the stages of the C dump, with C++'s names, and kfuncs. See
// docs/btfgen-dump.md.
#include "btf/dump.h"
#include "dump_c_order.h"
#include "dump_c_statements.h"
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

Result<void> dump_cxx(const Btf& btf, std::span<const TypeId> types, const Sink& sink) {
  Text text;
  c::Walk walk(btf, text);
  c::CxxNames names(btf);
  c::Kfuncs kfuncs(btf, types);
  std::vector<TypeId> roots = c::with_types_of(btf, kfuncs, types, walk);
  std::vector<TypeId> ordered = c::order(btf, roots, walk, &names);
  // From here on ids are in the order of definition.
  BTFKIT_CHECK(walk.result());
  c::References references(btf);
  c::Statements statements(btf, references, walk);
  statements.define(ordered);
  c::Declarations declarations(btf, names, walk, text);
  text.add(kHead);
  c::write(btf, statements.take(), declarations, walk, text);
  text.add(kEndOfTypes);
  c::declare(btf, kfuncs, statements, declarations, walk, text);
  text.add(kTail);
  BTFKIT_CHECK(walk.result());
  sink(text.view());
  return {};
}

}  // namespace btfkit::btf
