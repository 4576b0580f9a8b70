#include "sections.h"

#include "abi/program_sections.h"

namespace btfkit::relocator {

Result<ProgramKind> program_kind(std::string_view section) {
  const abi::ProgramSection* rule = abi::find_program_section(section);
  if (!rule || rule->lookup == abi::Lookup::kByLoader)
    return fail("section '{}': programs of this name are not supported", section);
  std::string_view tail = section.substr(rule->prefix.size());
  if (tail.starts_with('/')) tail.remove_prefix(1);
  if (rule->tail == abi::Tail::kName && tail.empty()) {
    return fail("section '{}': what to attach to is missing: '{}/NAME' expected", section,
                rule->prefix);
  }
  ProgramKind kind{rule->program_type, rule->attach_type, rule->flags, std::string(tail), {}};
  switch (rule->lookup) {
    case abi::Lookup::kNone:
    case abi::Lookup::kByLoader:
      break;
    case abi::Lookup::kFunction:
      kind.btf_attach_name = tail;
      break;
    case abi::Lookup::kLsmHook:
      kind.btf_attach_name = fmt::format("bpf_lsm_{}", tail);
      break;
    case abi::Lookup::kIterator:
      kind.btf_attach_name = fmt::format("bpf_iter_{}", tail);
      break;
    case abi::Lookup::kTracepoint:
      kind.btf_attach_name = fmt::format("btf_trace_{}", tail);
      kind.btf_attach = Sought::kTypedef;
      break;
  }
  return kind;
}

Result<btf::TypeId> attach_id(const ProgramKind& kind, const Kernel& kernel) {
  if (kind.btf_attach_name.empty()) return btf::kVoid;
  if (auto id = kernel.find(kind.btf_attach, kind.btf_attach_name)) return *id;
  return fail("the target has no {} '{}' to attach to", name_of(kind.btf_attach),
              kind.btf_attach_name);
}

}  // namespace btfkit::relocator
