// `btfgen merge`: one BTF out of several.
#pragma once

#include <string>
#include <vector>

#include "support/error.h"

namespace btfkit::btfgen {

struct MergeOptions {
  std::vector<std::string> inputs;
  std::string base;    // of split BTF; empty if it isn't any
  std::string output;  // "-" is standard output
};

// Appends the inputs to each other in their order, deduplicates (also a single one), and writes the
// result once it is complete. The inputs must be of one byte order and pointer size. With a base
// all inputs are split BTF on it, and so is the result.
Result<void> merge(const MergeOptions& options);

}  // namespace btfkit::btfgen
