// Which functions of a file are encoded: one of each name, if all that its DIEs and symbols say
// fits together.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "c/ambiguous.h"
#include "c/elf_functions.h"
#include "c/functions.h"
#include "c/unit_jobs.h"

namespace btfkit::btfgen {

struct SelectedFunction {
  const ElfFunction* function;
  Name name;               // the symbol's, where the parameters are its own
  bool is_true_signature;  // they are
  const FunctionState* state;
};

struct SelectionOptions {
  bool consistent = false;  // leave out those whose DIEs disagree
  bool true_signature = false;
};

// By name, ascending. `units` must outlive the result.
std::vector<SelectedFunction> select_functions(const ElfFunctions& functions, ReadUnits& units,
                                               const Survivors& survivors,
                                               const SelectionOptions& options);

}  // namespace btfkit::btfgen
