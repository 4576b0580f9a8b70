// `btfgen show`: single types in C, with their layout.
#pragma once

#include <string>
#include <vector>

#include "btf/show.h"
#include "support/error.h"

namespace btfkit::btfgen {

struct ShowCommandOptions {
  std::string input;
  std::string base;                // of a split BTF; empty if it has none
  std::vector<std::string> types;  // `task_struct`, `struct task_struct`
  btf::ShowOptions layout;
};

// Prints every type that has one of these names, in the order of the names and then of the ids.
// Fails for a name that no type has, and then prints nothing.
Result<void> show(const ShowCommandOptions& options);

}  // namespace btfkit::btfgen
