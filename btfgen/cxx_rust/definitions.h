// Classes that one unit declares and another one defines.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "cxx_rust/names.h"
#include "cxx_rust/type_graph.h"

namespace btfkit::btfgen {

class Definitions {
 public:
  // Both must outlive this object.
  Definitions(const Graph& graph, Names& names) : graph_(graph), names_(names) {}

  // The definition of a struct or class that `declaration` declares: the first one of its name in
  // the file, unless there is one of another size, too. gcc and clang describe a class with virtual
  // functions only in the unit that has its virtual table.
  std::optional<NodeId> find(NodeId declaration);

 private:
  struct Entry {
    NodeId first;
    bool is_ambiguous;
  };

  void index();

  const Graph& graph_;
  Names& names_;
  bool is_indexed_ = false;
  std::unordered_map<std::string, Entry> by_name_;
};

}  // namespace btfkit::btfgen
