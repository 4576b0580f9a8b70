// The programs' stage: what each one is, and what it attaches to in the kernel.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel.h"
#include "link.h"
#include "object.h"
#include "replaces.h"
#include "sections.h"
#include "struct_ops_layout.h"

namespace btfkit::relocator {

// A linked program with all that loading it needs.
struct PlannedProgram {
  LinkedProgram linked;
  ProgramKind kind;
  btf::TypeId attach_id;       // in the target's BTF, or void
  uint32_t attach_module = 0;  // 0: vmlinux; n: the plan's n-th module, whose BTF has that id
  std::optional<Replaced> replaces = {};  // then `attach_id` is in the BTF of that program
};

// What the programs of an object attach to in a kernel's BTF.
std::vector<SoughtName> attach_names(const Object& object);

// What programs attach to that isn't in their sections' names, by the programs' names.
struct KnownTargets {
  std::map<std::string, CallbackTarget> callbacks;  // of struct_ops
  std::map<std::string, Replacement> replacements;  // of freplace
};

// Gives each program its type and its target's id; adds modules that have targets to those of the
// plan. Programs don't depend on each other, so that all that fail are reported, a line each.
std::expected<std::vector<PlannedProgram>, Errors> plan_programs(std::vector<LinkedProgram> linked,
                                                                 const Kernel& kernel,
                                                                 const KnownTargets& known,
                                                                 std::vector<std::string>& modules);

}  // namespace btfkit::relocator
