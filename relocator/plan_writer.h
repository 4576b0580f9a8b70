// The load plan as bytes: plan/format.h is the format.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "link.h"
#include "maps.h"
#include "sections.h"

namespace btfkit::relocator {

// A linked program with all that loading it needs.
struct PlannedProgram {
  LinkedProgram linked;
  ProgramKind kind;
  btf::TypeId attach_id;  // in the target's BTF, or void
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
};

// The content of the plan's section, in the byte order of the machine that will load it.
std::vector<std::byte> write_plan(const Plan& plan, Endian endian);

}  // namespace btfkit::relocator
