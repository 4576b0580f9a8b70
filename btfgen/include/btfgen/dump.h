// `btfgen dump`: BTF as text.
#pragma once

#include <string>

#include "support/error.h"

namespace btfkit::btfgen {

struct DumpOptions {
  std::string input;
  std::string base;  // of a split BTF; empty if it has none
  std::string output = "-";
};

// Writes the raw dump of the input, whose container may be any that elf::open_btf knows.
Result<void> dump(const DumpOptions& options);

}  // namespace btfkit::btfgen
