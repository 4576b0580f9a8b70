// Which variables of a graph are encoded, by the rules that C's follow (variables.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "c/variables.h"
#include "cxx_rust/names.h"
#include "cxx_rust/type_graph.h"

namespace btfkit::btfgen {

struct PlacedVariable {
  NodeId node;  // where its tags are: the definition's
  std::string name;
  TypeRef type;
  const VariableSections::Section* section;
  uint32_t offset;  // bytes from the section's start
  uint32_t size;    // bytes
  bool is_external;
};

// In the order of their places, each place once: an inline variable is described by every unit that
// has it. `sections` must outlive the result.
std::vector<PlacedVariable> place_variables(const Graph& graph, const Names& names,
                                            const VariableSections& sections,
                                            uint32_t pointer_size);

}  // namespace btfkit::btfgen
