// `btfgen distill`: a module's BTF with what it needs of its base, for other builds of the kernel.
#pragma once

#include <string>

#include "support/error.h"

namespace btfkit::btfgen {

struct DistillOptions {
  std::string input;        // split BTF; without base_output an ELF object that holds it
  std::string base;         // what it is on
  std::string output;       // or "-"
  std::string base_output;  // for the distilled base; empty: both are sections of `output`
};

// Writes the BTF of `input` on a distilled base: as a copy of the ELF object with new sections .BTF
// and .BTF.base, or as two files of raw BTF.
Result<void> distill(const DistillOptions& options);

}  // namespace btfkit::btfgen
