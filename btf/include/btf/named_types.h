// Types by the names that a user gives.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "btf/model.h"

namespace btfkit::btf {

// What each of the names stands for, in the order of ids: every struct, union, enum, typedef,
// scalar, function and variable of that name; `struct NAME`, `union NAME` and `enum NAME` are of
// that kind alone. Forward declarations are among them only where nothing else has the name. A name
// that no type has is an error that says which are nearest.
Result<std::vector<std::vector<TypeId>>> named_types(const Btf& btf,
                                                     std::span<const std::string> names);

}  // namespace btfkit::btf
