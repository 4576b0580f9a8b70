// What the bpfreloc command does, stage by stage.
#pragma once

#include <string>
#include <vector>

#include "support/error.h"

namespace btfkit::relocator {

struct Options {
  std::string object;
  std::string target;
  std::string output;
  bool print_relocations = false;
};

// Relocates the object against the target and writes the image. The errors are one line each;
// nothing is written if there are any.
std::expected<void, std::vector<Error>> run(const Options& options);

}  // namespace btfkit::relocator
