// What the bpfreloc command does, stage by stage.
#pragma once

#include <string>
#include <vector>

#include "relocate.h"
#include "settings.h"
#include "support/error.h"

namespace btfkit::relocator {

struct Options {
  std::string object;
  std::string target;
  std::string output;
  Settings settings = {};
};

// Relocates the object against the target and writes the image. Returns what each relocation came
// to. The errors are one line each; nothing is written if there are any.
std::expected<std::vector<Applied>, std::vector<Error>> run(const Options& options);

}  // namespace btfkit::relocator
