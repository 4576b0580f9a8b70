// Which types of a BTF a user means.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "btf/model.h"

namespace btfkit::btfgen {

// The types with these ids, in the order given; fails for one that isn't there.
Result<std::vector<btf::TypeId>> types_with_ids(const btf::Btf& btf, std::span<const uint32_t> ids);

// Which types can be chosen by name: any; those that a C header can declare, which are no
// functions, variables, sections and tags; in C++ kfuncs as well.
enum class Choice { kAny, kC, kCxx };

// Every type that has one of these names, ordered by id; fails for a name that none has that can be
// chosen.
Result<std::vector<btf::TypeId>> types_with_names(const btf::Btf& btf,
                                                  std::span<const std::string> names,
                                                  Choice choice);

}  // namespace btfkit::btfgen
