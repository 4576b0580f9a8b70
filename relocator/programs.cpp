#include "programs.h"

namespace btfkit::relocator {
namespace {

Result<PlannedProgram> plan(LinkedProgram program, const Kernel& kernel) {
  ProgramKind kind = BTFKIT_TRY(program_kind(program.section));
  btf::TypeId id = BTFKIT_TRY(attach_id(kind, kernel));
  return PlannedProgram{std::move(program), std::move(kind), id};
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
    std::vector<LinkedProgram> linked, const Kernel& kernel) {
  std::vector<PlannedProgram> programs;
  std::vector<Error> errors;
  for (LinkedProgram& program : linked) {
    std::string name = program.name;
    auto planned = plan(std::move(program), kernel);
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
