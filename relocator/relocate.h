// The CO-RE stage: an object's code becomes that of one target.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine.h"
#include "object.h"

namespace btfkit::relocator {

// What one relocation did. Its names are those of the object and the target, which must outlive it.
struct Applied {
  std::string_view section;
  uint32_t offset;  // bytes into the section
  btf::CoreKind kind;
  core::Resolution resolution;
};

// What came of one relocation. A weak function that linking removed leaves relocations behind:
// theirs have neither an instruction nor an error, and so have those of functions that are left
// out.
struct Outcome {
  std::string_view section;
  size_t index;  // in the section's records
  const btf::CoreRelocation& relocation;
  std::optional<core::Instruction> before;     // as the compiler wrote it
  std::optional<core::Resolution> resolution;  // also where the instruction can't carry it
  std::optional<Error> error;                  // says nothing of where
};

// Applies every CO-RE relocation of `object` to its code, in their order, and calls `use` with what
// came of each, until it returns false.
void relocate_each(Object& object, const core::Target& target,
                   const std::function<bool(Outcome&&)>& use);

// Applies every CO-RE relocation of `object` to its code and says what those of functions came to
// that are not left out. All of these that fail are reported, a line each; a function that is left
// out gets a poisoned instruction where one fails.
std::expected<std::vector<Applied>, Errors> relocate(Object& object, const core::Target& target);

// One line: "tp_btf/sched_exec+0x10: <byte_off> struct task_struct.pid: 4 -> 2464"; a type of a
// module is said to be.
std::string describe(const Applied& applied, const btf::Btf& local);

}  // namespace btfkit::relocator
