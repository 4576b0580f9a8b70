// The choice's stage: which programs of an object are loaded, and what the user has them attach to.
#pragma once

#include <string>
#include <vector>

#include "object.h"

namespace btfkit::relocator {

// What the user says of programs.
struct ProgramOptions {
  std::vector<std::string> only;    // names: these are loaded and no others
  std::vector<std::string> attach;  // PROGRAM=TARGET, as behind the prefix of its section's name
};

// Marks the programs of `object` that are left out: those whose section begins with '?' or, if
// `options` name some, all others. Fails where an option names no program.
Result<void> choose_programs(const ProgramOptions& options, Object& object);

// Marks the functions of .text that no program reaches which is loaded. Fails if none is.
Result<void> leave_out_unreached(Object& object);

}  // namespace btfkit::relocator
