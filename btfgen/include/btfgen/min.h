// `btfgen min`: the part of a kernel's BTF that BPF objects need.
#pragma once

#include <string>
#include <vector>

#include "support/error.h"

namespace btfkit::btfgen {

struct MinOptions {
  // BPF objects and kernels in any order; what a file is shows in the file.
  std::vector<std::string> files;
  std::string base;    // of kernels that are modules' split BTF; empty if they are not
  std::string output;  // a file, or with several kernels the directory to write one into for each
};

// What is worth telling though all went well, one line each.
using Warnings = std::vector<std::string>;

// Writes the smaller BTF of each kernel: as NAME.btf with several of them, NAME being the kernel's
// file name up to ".btf" or another suffix.
Result<Warnings> minimise(const MinOptions& options);

}  // namespace btfkit::btfgen
