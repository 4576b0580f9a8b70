// What the bpfreloc command does, stage by stage.
#pragma once

#include <string>
#include <vector>

#include "externs.h"
#include "relocate.h"
#include "support/error.h"

namespace btfkit::relocator {

struct Options {
  ExternOptions externs;
  std::string object;
  std::string target;
  std::vector<std::string> modules;
  std::string output;
};

// What there is to say of an image that has been made.
struct Report {
  std::vector<Applied> relocations;  // what each came to
  std::vector<std::string> warnings;
};

// Relocates the object against the target and writes the image. The errors are one line each;
// nothing is written if there are any.
std::expected<Report, std::vector<Error>> run(const Options& options);

}  // namespace btfkit::relocator
