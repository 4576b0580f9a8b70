// A kfunc is a FUNC that the kernel's build has tagged (Linux 6.9 and pahole 1.26):
//
//   [7] FUNC 'bpf_task_acquire' type_id=6
//   [8] DECL_TAG 'bpf_kfunc' type_id=7 component_idx=-1
//
// The declaration is weak, so that a program can ask whether the kernel has it, and in section
// .ksyms, where loaders look for what they have to find in the kernel.
#include "dump_cxx_kfuncs.h"

#include "btf/dump.h"

namespace btfkit::btf {
namespace {

// By id: whether a tag of this name is on it.
std::vector<bool> tagged(const Btf& btf, std::string_view name) {
  std::vector<bool> is_tagged(number(btf.end_id()));
  for (TypeId id : all_types(btf)) {
    Type type = btf.type(id);
    auto* tag = std::get_if<DeclTag>(&type.kind);
    if (!tag || tag->component != DeclTag::kWhole || btf.name(type) != name) continue;
    if (btf.contains(tag->type)) is_tagged[number(tag->type)] = true;
  }
  return is_tagged;
}

bool is_function(const Btf& btf, TypeId id) {
  return std::holds_alternative<Func>(btf.type(id).kind);
}

TypeId prototype(const Btf& btf, TypeId function) {
  return get_if<Func>(btf, function)->proto;
}

}  // namespace

std::vector<TypeId> kfuncs(const Btf& btf) {
  std::vector<bool> is_kfunc = tagged(btf, "bpf_kfunc");
  std::vector<TypeId> found;
  for (TypeId id : all_types(btf)) {
    if (is_kfunc[number(id)] && is_function(btf, id)) found.push_back(id);
  }
  return found;
}

namespace c {

Kfuncs::Kfuncs(const Btf& btf, std::span<const TypeId> types) {
  std::vector<bool> is_kfunc = tagged(btf, "bpf_kfunc");
  std::vector<bool> is_fast = tagged(btf, "bpf_fastcall");
  NameTable<bool> is_known;
  for (TypeId id : types) {
    if (!is_kfunc[number(id)] || !is_function(btf, id)) continue;
    if (std::exchange(is_known[btf.name(id)], true)) continue;
    kfuncs_.push_back({id, is_fast[number(id)]});
  }
}

std::vector<TypeId> with_types_of(const Btf& btf, const Kfuncs& kfuncs,
                                  std::span<const TypeId> types, Walk& walk) {
  std::vector<TypeId> roots(types.begin(), types.end());
  // A root is whole: what is behind the pointers is one.
  auto add = [&](TypeId id) {
    for (std::optional<TypeId> at = id; at && *at != kVoid && walk.step(id);
         at = referenced_type(btf.type(*at).kind)) {
      roots.push_back(*at);
    }
  };
  for (const Kfunc& kfunc : kfuncs.all()) {
    std::optional<FuncProto> function = get_if<FuncProto>(btf, prototype(btf, kfunc.id));
    if (!function) continue;
    add(function->result);
    for (const Parameter& parameter : function->parameters) add(parameter.type);
  }
  return roots;
}

void declare(const Btf& btf, const Kfuncs& kfuncs, Statements& statements,
             Declarations& declarations, Walk& walk, Text& text) {
  if (kfuncs.all().empty()) return;
  text.add("#ifndef BPF_NO_KFUNC_PROTOTYPES\n");
  for (const Kfunc& kfunc : kfuncs.all()) statements.announce(prototype(btf, kfunc.id));
  write(btf, statements.take(), declarations, walk, text);
  text.add("extern \"C\" {\n");
  for (const Kfunc& kfunc : kfuncs.all()) {
    if (kfunc.is_fast) {
      text.add("#if __has_cpp_attribute(clang::bpf_fastcall)\n[[clang::bpf_fastcall]]\n#endif\n");
    }
    text.add("[[gnu::section(\".ksyms\"), gnu::weak]] ");
    declarations.declare_function(btf.type(kfunc.id).name, prototype(btf, kfunc.id));
    text.add(";\n");
  }
  text.add("}\n#endif\n\n");
}

}  // namespace c
}  // namespace btfkit::btf
