// Which types of a BTF a user means.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "btf/model.h"

namespace btfkit::btfgen {

// The types with these ids, in the order given; fails for one that isn't there.
Result<std::vector<btf::TypeId>> types_with_ids(const btf::Btf& btf, std::span<const uint32_t> ids);

// Every type that has one of these names, ordered by id; fails for a name that no type has. With
// `for_c` only types that C can declare without an object count: no functions, variables, sections
// and tags.
Result<std::vector<btf::TypeId>> types_with_names(const btf::Btf& btf,
                                                  std::span<const std::string> names, bool for_c);

}  // namespace btfkit::btfgen
