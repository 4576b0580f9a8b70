// The load plan as bytes: plan/format.h is the format.
#pragma once

#include <string>
#include <vector>

#include "kernel.h"
#include "maps.h"
#include "programs.h"

namespace btfkit::relocator {

struct Plan {
  TargetIdentity target;
  std::string license;
  std::vector<std::byte> btf;
  std::vector<Map> maps;
  std::vector<PlannedProgram> programs;
  std::vector<std::string> modules = {};  // the first is module 1
  std::vector<std::string> symbols = {};  // those that patches refer to
};

// What a plan's size and lengths can say.
inline constexpr uint64_t kPlanLimit = UINT32_MAX;

// The content of the plan's section, in the byte order of the machine that will load it. Fails if
// it has more than `limit` bytes.
Result<std::vector<std::byte>> write_plan(const Plan& plan, Endian endian,
                                          uint64_t limit = kPlanLimit);

}  // namespace btfkit::relocator
