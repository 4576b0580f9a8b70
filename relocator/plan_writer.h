// The load plan as bytes: plan/format.h is the format.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "link.h"
#include "maps.h"
#include "sections.h"

namespace btfkit::relocator {

// The function that a freplace program takes the place of.
struct Replaced {
  std::string function;
  uint64_t btf_hash;  // XXH64, seed 0, of the BTF of its program
};

// A linked program with all that loading it needs.
struct PlannedProgram {
  LinkedProgram linked;
  ProgramKind kind;
  btf::TypeId attach_id;       // in the target's BTF, or void
  uint32_t attach_module = 0;  // 0: vmlinux; n: the plan's n-th module, whose BTF has that id
  std::optional<Replaced> replaces = {};  // then `attach_id` is in the BTF of that program
};

// What the image is made for.
struct TargetIdentity {
  uint64_t btf_hash;                    // XXH64, seed 0, of the BTF blob
  std::optional<std::string> build_id;  // raw bytes
  std::optional<std::string> release;
};

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
