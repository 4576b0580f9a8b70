// libbpf settles relocations of programs that are loaded, and of .text. Here a function of .text
// that no loaded program reaches doesn't matter either: the kernel never sees it.
#include "choose.h"

#include <algorithm>

#include "exception_callback.h"

namespace btfkit::relocator {
namespace {

std::unexpected<Error> no_such_program(const Object& object, std::string_view name) {
  std::string known;
  for (const Function& function : object.functions) {
    if (!function.is_program) continue;
    known += fmt::format("{}'{}'", known.empty() ? "" : ", ", function.name);
  }
  return fail("there is no program '{}'; the object has {}", name, known.empty() ? "none" : known);
}

Result<Function*> program_of(Object& object, std::string_view name) {
  const Function* found = object.program_named(name);
  if (!found) return no_such_program(object, name);
  return &object.functions[static_cast<size_t>(found - object.functions.data())];
}

Result<void> leave_out(const std::vector<std::string>& only, Object& object) {
  for (Function& function : object.functions) {
    if (!function.is_program) continue;
    function.is_left_out = !only.empty() || object.code[function.code].name.starts_with('?');
  }
  for (const std::string& name : only) {
    Function* program = BTFKIT_TRY(in(fmt::format("--only {}", name), program_of(object, name)));
    program->is_left_out = false;
  }
  return {};
}

Result<void> set_target(const std::string& setting, Object& object) {
  size_t equals = setting.find('=');
  Function* program = BTFKIT_TRY(program_of(object, std::string_view(setting).substr(0, equals)));
  std::string target = setting.substr(equals + 1);
  if (target.empty()) return fail("what to attach to is missing");
  program->attach_target = std::move(target);
  return {};
}

// The function that an instruction calls or takes the address of, or null.
const Function* referred(const Object& object, const Code& code, uint32_t index) {
  const core::Instruction& insn = code.insns[index];
  bool is_call = insn.code == core::kCall && insn.src == core::kPseudoCall;
  bool is_load = insn.code == core::kLdImm64;
  if (!is_call && !is_load) return nullptr;
  const Code* target = &code;
  int64_t first = int64_t{index} + insn.imm + 1;
  if (const elf::Relocation* relocation = relocation_at(code, index * core::kInstructionSize)) {
    const elf::Symbol& symbol = object.symbols[relocation->symbol];
    target = object.code_of(symbol.section);
    auto start = static_cast<int64_t>(symbol.value / core::kInstructionSize);
    first = start +
            (is_call ? int64_t{insn.imm} + 1 : int64_t{insn.imm} / int64_t{core::kInstructionSize});
  } else if (is_load && insn.src != core::kPseudoFunc) {
    return nullptr;
  }
  if (!target || first < 0) return nullptr;
  return object.function_at(static_cast<size_t>(target - object.code.data()),
                            static_cast<uint64_t>(first));
}

Result<void> require_program(const Object& object) {
  bool has_programs = false;
  for (const Function& function : object.functions) {
    if (!function.is_program) continue;
    if (!function.is_left_out) return {};
    has_programs = true;
  }
  if (!has_programs) return {};
  return fail("all of its programs are left out; name those to load by --only or --struct-ops");
}

}  // namespace

Result<void> choose_programs(const ProgramOptions& options, Object& object) {
  BTFKIT_CHECK(leave_out(options.only, object));
  for (const std::string& setting : options.attach) {
    BTFKIT_CHECK(in(fmt::format("--attach {}", setting), set_target(setting, object)));
  }
  return {};
}

Result<void> leave_out_unreached(Object& object) {
  BTFKIT_CHECK(require_program(object));
  std::vector<const Function*> to_visit;
  auto reach = [&](const Function* function) {
    if (!function || !function->is_left_out || function->is_program) return;
    object.functions[static_cast<size_t>(function - object.functions.data())].is_left_out = false;
    to_visit.push_back(function);
  };
  for (Function& function : object.functions) {
    if (!function.is_program) function.is_left_out = true;
    if (function.is_program && !function.is_left_out) to_visit.push_back(&function);
  }
  ExceptionCallbacks callbacks(object);
  size_t programs = to_visit.size();
  for (size_t i = 0; i < programs; ++i) reach(BTFKIT_TRY(callbacks.of(*to_visit[i])));
  while (!to_visit.empty()) {
    const Function& function = *to_visit.back();
    to_visit.pop_back();
    const Code& code = object.code[function.code];
    for (uint32_t i = function.first; i < function.first + function.count; ++i) {
      reach(referred(object, code, i));
    }
  }
  return {};
}

}  // namespace btfkit::relocator
