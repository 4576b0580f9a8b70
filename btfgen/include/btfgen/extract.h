// `btfgen extract`: BTF out of its container.
#pragma once

#include <string>

#include "support/error.h"

namespace btfkit::btfgen {

struct ExtractOptions {
  std::string input;
  std::string output;  // or "-"; empty: nothing is written
  bool info = false;   // print what is known of the BTF and its containers
};

// Writes the raw BTF that the input holds, whose container may be any that elf::open_btf knows, or
// prints a line for each thing that is known of it.
Result<void> extract(const ExtractOptions& options);

}  // namespace btfkit::btfgen
