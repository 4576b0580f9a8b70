#include "relocate.h"

#include <algorithm>

namespace btfkit::relocator {
namespace {

class Relocator {
 public:
  Relocator(Object& object, const core::Target& target)
      : object_(object), engine_(object.btf, target), left_out_(object.btf, target) {}

  // `code` is null if the object has no such section.
  Outcome run(std::string_view section, Code* code, size_t index,
              const btf::CoreRelocation& relocation) {
    Outcome outcome{section, index, relocation, {}, {}, {}};
    if (auto done = apply(code, outcome); !done) outcome.error = std::move(done).error();
    return outcome;
  }

 private:
  Result<void> apply(Code* code, Outcome& outcome) {
    const btf::CoreRelocation& relocation = outcome.relocation;
    if (!code) return fail("there is no such code section");
    uint64_t index = relocation.offset / core::kInstructionSize;
    if (relocation.offset % core::kInstructionSize != 0 || index >= code->insns.size()) {
      return fail("its offset {} is not that of an instruction", relocation.offset);
    }
    // `bpftool gen object` keeps the code of weak functions that another file overrides, without a
    // symbol; their relocations are nobody's.
    const Function* function =
        object_.function_at(static_cast<size_t>(code - object_.code.data()), index);
    if (!function) return {};
    std::span<core::Instruction> insns(code->insns);
    insns = insns.subspan(index, function->first + function->count - index);
    if (function->is_left_out) {
      // Nobody is to run it with the compiler's value, should another loader load it after all.
      if (!resolve(*function, relocation, insns)) {
        insns[0] = {core::kCall, 0, 0, 0, core::kPoisonHelper};
      }
      return {};
    }
    outcome.before = insns[0];
    outcome.resolution = BTFKIT_TRY(engine_.resolve(relocation));
    return core::apply(outcome.resolution->fixup, insns);
  }

  Result<void> resolve(const Function& left_out, const btf::CoreRelocation& relocation,
                       std::span<core::Instruction> insns) {
    // A function that isn't reached counts as loaded.
    core::Engine& engine = left_out.is_program ? left_out_ : engine_;
    return core::apply(BTFKIT_TRY(engine.resolve(relocation)).fixup, insns);
  }

  Object& object_;
  core::Engine engine_;
  // What a relocation finds may depend on those before it, and those of a program that is left out
  // must not count.
  core::Engine left_out_;
};

std::string width_name(uint32_t width) {
  return width == 0 ? "a bit field" : fmt::format("{} bytes", width);
}

}  // namespace

void relocate_each(Object& object, const core::Target& target,
                   const std::function<bool(Outcome&&)>& use) {
  Relocator relocator(object, target);
  for (const auto& section : object.ext.relocations) {
    std::string_view name = object.btf.string(section.section);
    Code* code = object.code_named(name);
    for (size_t i = 0; i < section.records.size(); ++i) {
      if (!use(relocator.run(name, code, i, section.records[i]))) return;
    }
  }
}

std::expected<std::vector<Applied>, Errors> relocate(Object& object, const core::Target& target) {
  std::vector<Applied> applied;
  Errors errors;
  // Nobody reads more; and what a relocation comes to is kept, step by step.
  constexpr size_t kMaxErrors = 100;
  constexpr size_t kMaxSteps = 8'000'000;
  size_t errors_left_out = 0;
  size_t steps = 0;
  relocate_each(object, target, [&](Outcome&& outcome) {
    if (outcome.error && errors.size() == kMaxErrors) {
      ++errors_left_out;
    } else if (outcome.error) {
      errors.push_back(
          std::move(*outcome.error)
              .in(fmt::format("section '{}': CO-RE relocation [{}] at {:#x}: {}", outcome.section,
                              outcome.index, outcome.relocation.offset,
                              core::describe(object.btf, outcome.relocation))));
    } else if (outcome.resolution) {
      steps += outcome.resolution->step_count();
      if (steps > kMaxSteps) {
        errors.push_back(fail("CO-RE relocations take more than {} steps", kMaxSteps).error());
        return false;
      }
      applied.push_back({outcome.section, outcome.relocation.offset, outcome.relocation.kind,
                         std::move(*outcome.resolution)});
    }
    return true;
  });
  if (errors_left_out > 0) {
    errors.push_back(fail("{} more CO-RE relocations can't be settled", errors_left_out).error());
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return applied;
}

std::string describe(const Applied& applied, const btf::Btf& local) {
  const core::Fixup& fixup = applied.resolution.fixup;
  std::string name = core::describe(local, applied.resolution.local, applied.kind);
  std::string text = fmt::format("{}+{:#x}: <{}> {}: {} -> ", applied.section, applied.offset,
                                 kind_name(applied.kind), name, fixup.local_value);
  if (fixup.poison) return text + "none, poisoned";
  text += fmt::format("{}", fixup.target_value);
  if (fixup.local_width != fixup.target_width) {
    text +=
        fmt::format(", {} -> {}{}", width_name(fixup.local_width), width_name(fixup.target_width),
                    fixup.resize_unsafe ? " (poisoned if loaded or stored)" : "");
  }
  if (auto& found_in = applied.resolution.found_in) {
    std::string there = core::describe(*found_in->btf, *applied.resolution.target, applied.kind);
    if (there != name) text += fmt::format(" ({})", there);
    if (!found_in->module.empty()) text += fmt::format(" of module '{}'", found_in->module);
  }
  return text;
}

}  // namespace btfkit::relocator
