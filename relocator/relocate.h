// The CO-RE stage: an object's code becomes that of one target.
#pragma once

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

// Applies every CO-RE relocation of `object` to its code and says what those of functions came to
// that are not left out. All of these that fail are reported, a line each; a function that is left
// out gets a poisoned instruction where one fails.
std::expected<std::vector<Applied>, std::vector<Error>> relocate(Object& object,
                                                                 const core::Target& target);

// One line: "tp_btf/sched_exec+0x10: <byte_off> struct task_struct.pid: 4 -> 2464"; a type of a
// module is said to be.
std::string describe(const Applied& applied, const btf::Btf& local);

}  // namespace btfkit::relocator
