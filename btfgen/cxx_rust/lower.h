// From a graph of declarations to BTF, before deduplication.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "btf/model.h"
#include "c/variables.h"
#include "cxx_rust/type_graph.h"

namespace btfkit::btfgen {

struct LowerOptions {
  Endian endian = kHostEndian;
  uint32_t pointer_size = 8;  // bytes
  // The functions that the symbol table knows; empty if there is none. One that is not there under
  // its own name is a copy such as `f.isra.0`, which takes other parameters than the source says.
  std::unordered_set<std::string_view> function_symbols;
  const VariableSections& variable_sections;
  bool decl_tags = true;
  bool type_tags = true;
  bool floats = true;  // FLOAT; else INT
  bool enum64 = true;  // ENUM64; else ENUM with the lower half of the values
};

// One BTF type for each type of the graph, in its order, and those that have to be made up for them
// behind the last one. What BTF can't hold becomes void and is told in `warnings`.
btf::Btf lower(const Graph& graph, const LowerOptions& options, std::vector<std::string>& warnings);

}  // namespace btfkit::btfgen
