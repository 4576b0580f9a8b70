#include "sections.h"

#include "abi/program_sections.h"
#include "object.h"
#include "syscalls.h"

namespace btfkit::relocator {
namespace {

// Whether the section says what to attach to. What stands behind "xdp/" and its like is a remark.
bool names_target(const abi::ProgramSection& rule) {
  switch (rule.program_type) {
    case BPF_PROG_TYPE_KPROBE:
    case BPF_PROG_TYPE_TRACEPOINT:
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
    case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
    case BPF_PROG_TYPE_TRACING:
    case BPF_PROG_TYPE_PERF_EVENT:
      return true;
    case BPF_PROG_TYPE_LSM:
      return rule.attach_type != BPF_LSM_CGROUP;  // the hook, but not the cgroup
    default:
      return false;
  }
}

// Iterators over a map's elements, and which map the section doesn't say.
bool needs_map(std::string_view iterator) {
  return iterator == "bpf_map_elem" || iterator == "bpf_sk_storage_map" || iterator == "sockmap";
}

// The section's prefix in its long form, without what concerns the program alone: that it may sleep
// (".s"), that it may write (".w").
std::string_view attach_kind(std::string_view prefix) {
  if (prefix.ends_with(".s") || prefix.ends_with(".w")) prefix.remove_suffix(2);
  if (prefix == "tp") return "tracepoint";
  if (prefix == "raw_tp") return "raw_tracepoint";
  return prefix;
}

}  // namespace

Result<ProgramKind> program_kind(std::string_view section, std::optional<std::string_view> target) {
  section = without_mark(section);
  const abi::ProgramSection* rule = abi::find_program_section(section);
  // Of what libbpf's loader alone can tell, these are told by other stages.
  bool has_stage = rule && (rule->program_type == BPF_PROG_TYPE_STRUCT_OPS ||
                            rule->program_type == BPF_PROG_TYPE_EXT);
  if (!rule || (rule->lookup == abi::Lookup::kByLoader && !has_stage))
    return fail("section '{}': programs of this name are not supported", section);
  std::string_view tail = section.substr(rule->prefix.size());
  if (tail.starts_with('/')) tail.remove_prefix(1);
  if (target && rule->lookup == abi::Lookup::kNone) {
    return fail("section '{}': programs of this name attach to nothing that has BTF", section);
  }
  tail = target.value_or(tail);
  if (rule->tail == abi::Tail::kName && tail.empty()) {
    return fail("section '{}': what to attach to is missing: '{}/NAME' expected", section,
                rule->prefix);
  }
  ProgramKind kind{rule->program_type, rule->attach_type, rule->flags, {}, {}, {}};
  std::string_view attach = attach_kind(rule->prefix);
  if (attach == "ksyscall" || attach == "kretsyscall") {
    kind.syscall = tail;
    attach = attach == "ksyscall" ? "kprobe" : "kretprobe";
  }
  bool is_looked_up = rule->lookup != abi::Lookup::kNone;
  if (size_t colon = tail.find(':'); is_looked_up && colon != tail.npos) {
    kind.btf_module = tail.substr(0, colon);
    tail.remove_prefix(colon + 1);
  }
  // Others that are looked up attach to what their id names.
  bool is_iterator = rule->lookup == abi::Lookup::kIterator;
  if (!tail.empty() && names_target(*rule) && (!is_looked_up || is_iterator) &&
      !(is_iterator && needs_map(tail))) {
    kind.attach = fmt::format("{}:{}", attach, tail);
  }
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

Result<void> settle_syscall(ProgramKind& kind, const Kernel& kernel) {
  if (kind.syscall.empty()) return {};
  std::string function = BTFKIT_TRY(syscall_function(kernel, kind.syscall));
  kind.attach = kind.attach.substr(0, kind.attach.find(':') + 1) + function;
  return {};
}

Result<std::optional<Found>> attach_target(const ProgramKind& kind, const Kernel& kernel) {
  const std::string& name = kind.btf_attach_name;
  if (name.empty()) return std::nullopt;
  if (auto found = kernel.find_with_modules(kind.btf_attach, name, kind.btf_module)) return found;
  return fail(
      "{} has no {} '{}' to attach to",
      kind.btf_module.empty() ? "the target" : fmt::format("the target's '{}'", kind.btf_module),
      name_of(kind.btf_attach), name);
}

}  // namespace btfkit::relocator
