// Beside stage 1 of the C dump: whose names a header may have more than once.
#pragma once

#include <cstdint>
#include <vector>

#include "btf/model.h"
#include "dump_c_references.h"

namespace btfkit::btf::c {

// Structs, unions and enums share one scope; typedefs, enumerators and functions the other.
enum class Scope : bool { kTags, kIdentifiers };

class Repeats {
 public:
  Repeats(const Btf& btf, const References& references);

  // False if in a header of any types of the BTF nothing else has the name of this one in its
  // scope, nor those of its enumerators, so that they need no version.
  bool has(TypeId id) const { return repeated_[number(id)]; }

 private:
  class Finder;
  std::vector<bool> repeated_;  // by id
};

}  // namespace btfkit::btf::c
