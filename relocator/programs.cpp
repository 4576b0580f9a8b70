#include "programs.h"

#include <linux/bpf.h>

#include <algorithm>
#include <iterator>

#include "syscalls.h"

namespace btfkit::relocator {
namespace {

// A struct_ops program is called from where a map has it.
Result<PlannedProgram> plan_callback(LinkedProgram program, ProgramKind kind,
                                     const KnownTargets& known) {
  auto target = known.callbacks.find(program.name);
  if (target == known.callbacks.end()) {
    return fail("no struct_ops that is created refers to it, so that nothing would call it");
  }
  kind.expected_attach_type = target->second.member;
  btf::TypeId type = target->second.type;
  uint32_t module = target->second.module;
  return PlannedProgram{std::move(program), std::move(kind), type, module};
}

Result<PlannedProgram> plan_replacement(LinkedProgram program, ProgramKind kind,
                                        const KnownTargets& known) {
  auto target = known.replacements.find(program.name);
  if (target == known.replacements.end()) {
    return fail("which program it replaces a function of is not known: --replaces {}=OBJECT",
                program.name);
  }
  const Replacement& replacement = target->second;
  return PlannedProgram{std::move(program), std::move(kind), replacement.id, 0,
                        replacement.replaced};
}

Result<PlannedProgram> plan(LinkedProgram program, const Kernel& kernel, const KnownTargets& known,
                            std::vector<std::string>& modules) {
  ProgramKind kind = BTFKIT_TRY(program_kind(program.section, program.attach_target));
  if (kind.program_type == BPF_PROG_TYPE_STRUCT_OPS) {
    return plan_callback(std::move(program), std::move(kind), known);
  }
  if (kind.program_type == BPF_PROG_TYPE_EXT) {
    return plan_replacement(std::move(program), std::move(kind), known);
  }
  BTFKIT_CHECK(settle_syscall(kind, kernel));
  auto target = BTFKIT_TRY(attach_target(kind, kernel));
  if (!target) return PlannedProgram{std::move(program), std::move(kind), btf::kVoid};
  uint32_t module = plan_module(kernel, *target, modules);
  btf::TypeId id = BTFKIT_TRY(kernel.id_in_kernel(*target));
  return PlannedProgram{std::move(program), std::move(kind), id, module};
}

}  // namespace

std::vector<SoughtName> attach_names(const Object& object) {
  std::vector<SoughtName> names;
  for (const Code& code : object.code) {
    if (code.name == kSubprograms) continue;
    // What is wrong with a section is said when its programs are planned.
    auto kind = program_kind(code.name);
    if (kind && !kind->btf_attach_name.empty()) {
      names.push_back({kind->btf_attach, kind->btf_attach_name});
    }
    if (kind && !kind->syscall.empty()) {
      std::ranges::move(syscall_names(kind->syscall), std::back_inserter(names));
    }
  }
  return names;
}

std::expected<std::vector<PlannedProgram>, Errors> plan_programs(
    std::vector<LinkedProgram> linked, const Kernel& kernel, const KnownTargets& known,
    std::vector<std::string>& modules) {
  std::vector<PlannedProgram> programs;
  Errors errors;
  for (LinkedProgram& program : linked) {
    std::string name = program.name;
    auto planned = plan(std::move(program), kernel, known, modules);
    if (planned) {
      programs.push_back(std::move(*planned));
    } else {
      errors.push_back(std::move(planned).error().in(fmt::format("program '{}'", name)));
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return programs;
}

}  // namespace btfkit::relocator
