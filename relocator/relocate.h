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

// Applies every CO-RE relocation of `object` to its code. Relocations are independent of each
// other, so that all that fail are reported, a line each.
std::expected<std::vector<Applied>, std::vector<Error>> relocate(Object& object,
                                                                 const core::Target& target);

// One line: "tp_btf/sched_exec+0x10: <byte_off> struct task_struct.pid: 4 -> 2464"; a type of a
// module is said to be.
std::string describe(const Applied& applied, const btf::Btf& local);

}  // namespace btfkit::relocator
