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

// Marks the functions of `object` that are left out: programs whose section begins with '?' or, if
// `options` name some, all others, and functions of .text that no program which is loaded reaches.
// Fails where an option names no program, and if no program is left.
Result<void> choose_programs(const ProgramOptions& options, Object& object);

}  // namespace btfkit::relocator
