// Some types of a BTF by kind and name, all in one walk.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "btf/model.h"
#include "btf/name_filter.h"

namespace btfkit::btf {

struct WantedName {
  uint32_t kind;  // BTF_KIND_*
  std::string_view name;
};

// For each of `wanted` the first of the BTF's own types of that kind and name, or void where there
// is none.
std::vector<TypeId> find_names(const Btf& btf, std::span<const WantedName> wanted);
// The same, where `among` has all of the BTF's own types that a filter with `wanted` lets through.
std::vector<TypeId> find_names(const Btf& btf, std::span<const WantedName> wanted,
                               std::span<const TypeId> among);

void add_names(NameFilter& filter, std::span<const WantedName> wanted);

}  // namespace btfkit::btf
