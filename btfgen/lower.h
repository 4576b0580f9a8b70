// From a graph of declarations to BTF, before deduplication.
#pragma once

#include <string>
#include <vector>

#include "btf/model.h"
#include "type_graph.h"

namespace btfkit::btfgen {

struct LowerOptions {
  Endian endian = kHostEndian;
  uint32_t pointer_size = 8;    // bytes
  bool flatten_arrays = false;  // `int a[2][3]` as one array of 6, as pahole writes it
};

// One BTF type for each type of the graph, in its order, and those that have to be made up for them
// behind the last one. What BTF can't hold becomes void and is told in `warnings`.
btf::Btf lower(const Graph& graph, const LowerOptions& options, std::vector<std::string>& warnings);

}  // namespace btfkit::btfgen
