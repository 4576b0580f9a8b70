// `btfgen check`: whether a kernel would accept BTF.
#pragma once

#include <string>
#include <vector>

#include "btf/check.h"
#include "support/error.h"

namespace btfkit::btfgen {

enum class CheckFormat { kText, kJson };

struct CheckOptions {
  std::vector<std::string> inputs;
  CheckFormat format = CheckFormat::kText;
  std::string base;  // of split BTFs; empty if they have none
  btf::KernelVersion kernel = btf::kNewestKernel;
  bool verbose = false;  // in text a line for each input without a fault, too
};

struct Checked {
  std::string text;             // the faults, input by input: a line each, or a JSON array
  std::vector<Error> failures;  // of inputs that hold no BTF
  bool is_accepted = true;      // whether there is neither
};

// "6.1", or "6.1.0-56-amd64" as `uname -r` prints it. Fails for a kernel whose rules aren't known.
Result<btf::KernelVersion> parse_kernel_version(const std::string& text);

// Fails where the base can't be read.
Result<Checked> check(const CheckOptions& options);

}  // namespace btfkit::btfgen
