#include "programs.h"

namespace btfkit::relocator {
namespace {

Result<PlannedProgram> plan(LinkedProgram program, const Kernel& kernel,
                            std::vector<std::string>& modules) {
  ProgramKind kind = BTFKIT_TRY(program_kind(program.section, program.attach_target));
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
  }
  return names;
}

std::expected<std::vector<PlannedProgram>, std::vector<Error>> plan_programs(
    std::vector<LinkedProgram> linked, const Kernel& kernel, std::vector<std::string>& modules) {
  std::vector<PlannedProgram> programs;
  std::vector<Error> errors;
  for (LinkedProgram& program : linked) {
    std::string name = program.name;
    auto planned = plan(std::move(program), kernel, modules);
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
