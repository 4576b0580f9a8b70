// Some types of a BTF by kind and name, all in one walk.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "btf/model.h"

namespace btfkit::btf {

struct WantedName {
  uint32_t kind;  // BTF_KIND_*
  std::string_view name;
};

// For each of `wanted` the first of the BTF's own types of that kind and name, or void where there
// is none.
std::vector<TypeId> find_names(const Btf& btf, std::span<const WantedName> wanted);

}  // namespace btfkit::btf
