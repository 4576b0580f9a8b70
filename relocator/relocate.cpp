#include "relocate.h"

#include <algorithm>

namespace btfkit::relocator {
namespace {

class Relocator {
 public:
  Relocator(Object& object, const core::Target& target)
      : object_(object), engine_(object.btf, target) {}

  // `code` is null if the object has no such section. Nothing where the relocation belongs to a
  // function that linking has removed.
  Result<std::optional<Applied>> run(std::string_view section_name, Code* code,
                                     const btf::CoreRelocation& relocation) {
    if (!code) return fail("there is no such code section");
    uint64_t index = relocation.offset / core::kInstructionSize;
    if (relocation.offset % core::kInstructionSize != 0 || index >= code->insns.size()) {
      return fail("its offset {} is not that of an instruction", relocation.offset);
    }
    // `bpftool gen object` keeps the code of weak functions that another file overrides, without a
    // symbol; their relocations are nobody's.
    const Function* function =
        object_.function_at(static_cast<size_t>(code - object_.code.data()), index);
    if (!function) return std::nullopt;
    core::Resolution resolution = BTFKIT_TRY(engine_.resolve(relocation));
    BTFKIT_CHECK(core::apply(
        resolution.fixup,
        std::span(code->insns).subspan(index, function->first + function->count - index)));
    return Applied{section_name, relocation.offset, relocation.kind, std::move(resolution)};
  }

 private:
  Object& object_;
  core::Engine engine_;
};

std::string width_name(uint32_t width) {
  return width == 0 ? "a bit field" : fmt::format("{} bytes", width);
}

}  // namespace

std::expected<std::vector<Applied>, std::vector<Error>> relocate(Object& object,
                                                                 const core::Target& target) {
  std::vector<Applied> applied;
  std::vector<Error> errors;
  // Nobody reads more; and what a relocation comes to is kept, step by step.
  constexpr size_t kMaxErrors = 100;
  constexpr size_t kMaxSteps = 8'000'000;
  size_t errors_left_out = 0;
  size_t steps = 0;
  Relocator relocator(object, target);
  for (const auto& section : object.ext.relocations) {
    std::string_view name = object.btf.string(section.section);
    Code* code = object.code_named(name);
    for (size_t i = 0; i < section.records.size(); ++i) {
      const btf::CoreRelocation& relocation = section.records[i];
      auto result = relocator.run(name, code, relocation);
      if (!result && errors.size() == kMaxErrors) {
        ++errors_left_out;
      } else if (!result) {
        errors.push_back(std::move(result).error().in(
            fmt::format("section '{}': CO-RE relocation [{}] at {:#x}: {}", name, i,
                        relocation.offset, core::describe(object.btf, relocation))));
      } else if (*result) {
        steps += (*result)->resolution.step_count();
        if (steps > kMaxSteps) {
          errors.push_back(fail("CO-RE relocations take more than {} steps", kMaxSteps).error());
          return std::unexpected(std::move(errors));
        }
        applied.push_back(std::move(**result));
      }
    }
  }
  if (errors_left_out > 0) {
    errors.push_back(fail("{} more CO-RE relocations can't be settled", errors_left_out).error());
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return applied;
}

std::string describe(const Applied& applied, const btf::Btf& local, const btf::Btf& target) {
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
  if (applied.resolution.target) {
    std::string there = core::describe(target, *applied.resolution.target, applied.kind);
    if (there != name) text += fmt::format(" ({})", there);
  }
  return text;
}

}  // namespace btfkit::relocator
