// Names for the C dump: BTF may have several types of one name, a C file may not. For C++ the names
// then go through CxxNames.
#pragma once

#include <vector>

#include "btf/model.h"
#include "dump_c_name_counts.h"
#include "dump_cxx_names.h"

namespace btfkit::btf::c {

class Names {
 public:
  // `cxx` is null for C.
  Names(const Btf& btf, CxxNames* cxx)
      : btf_(btf), cxx_(cxx), versions_(number(btf.end_id())), tags_(btf), identifiers_(btf) {}

  // The name behind `struct`, `union` or `enum`; these share one scope. A forward declaration, and
  // an enum without enumerators, shares its name with the definition.
  Name tag(TypeId id);
  // The name of a typedef; they share one scope with enumerators and functions.
  Name identifier(TypeId id);
  // The name of an enumerator; each call declares another one.
  Name enumerator(StringOffset name);
  // The name of a function, in C++.
  Name function(StringOffset name);

 private:
  std::string_view text(StringOffset name) const {
    return first_string(btf_.string_and_rest(name));
  }
  Name versioned(TypeId id, NameCounts& scope);
  bool is_type_of_its_name(TypeId id, Name name);

  const Btf& btf_;
  CxxNames* cxx_;
  std::vector<uint32_t> versions_;  // by id; 0: not named yet
  NameCounts tags_;
  NameCounts identifiers_;
};

}  // namespace btfkit::btf::c
