#include "relocate.h"

#include <algorithm>

namespace btfkit::relocator {
namespace {

class Relocator {
 public:
  Relocator(Object& object, const core::Target& target)
      : object_(object), engine_(object.btf, target), left_out_(object.btf, target) {}

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
    std::span<core::Instruction> insns(code->insns);
    insns = insns.subspan(index, function->first + function->count - index);
    auto resolution = apply(*function, relocation, insns);
    if (!function->is_left_out) {
      return Applied{section_name, relocation.offset, relocation.kind, BTFKIT_TRY(resolution)};
    }
    // Nobody is to run it with the compiler's value, should another loader load it after all.
    if (!resolution) insns[0] = {core::kCall, 0, 0, 0, core::kPoisonHelper};
    return std::nullopt;
  }

 private:
  Result<core::Resolution> apply(const Function& function, const btf::CoreRelocation& relocation,
                                 std::span<core::Instruction> insns) {
    bool is_loaded = !function.is_program || !function.is_left_out;
    auto resolution = BTFKIT_TRY((is_loaded ? engine_ : left_out_).resolve(relocation));
    BTFKIT_CHECK(core::apply(resolution.fixup, insns));
    return resolution;
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

std::expected<std::vector<Applied>, std::vector<Error>> relocate(Object& object,
                                                                 const core::Target& target) {
  std::vector<Applied> applied;
  std::vector<Error> errors;
  Relocator relocator(object, target);
  for (const auto& section : object.ext.relocations) {
    std::string_view name = object.btf.string(section.section);
    auto found = std::ranges::find(object.code, name, &Code::name);
    Code* code = found != object.code.end() ? &*found : nullptr;
    for (size_t i = 0; i < section.records.size(); ++i) {
      const btf::CoreRelocation& relocation = section.records[i];
      auto result = relocator.run(name, code, relocation);
      if (!result) {
        errors.push_back(std::move(result).error().in(
            fmt::format("section '{}': CO-RE relocation [{}] at {:#x}: {}", name, i,
                        relocation.offset, core::describe(object.btf, relocation))));
      } else if (*result) {
        applied.push_back(std::move(**result));
      }
    }
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
