// What the records of a ring buffer or perf event array are.
#pragma once

#include <optional>
#include <string>

#include "btf/model.h"

namespace btfkit::show {

// The type that the map's definition says its records have, in the BTF of an object that declares
// it. A loader reads the length of the array that `max_entries` (of a ring buffer) or `value_size`
// (of a perf event array) points to, and never its element, which is `int` by custom; any other
// element is the type of the records:
//
//   struct {
//     __uint(type, BPF_MAP_TYPE_RINGBUF);
//     struct event (*max_entries)[4096];
//   } events SEC(".maps");
//
// `map_name` is the kernel's, which may be the first 15 characters of the variable's. Nothing if no
// map of this name says so, or two say different things.
std::optional<btf::TypeId> record_type(const btf::Btf& btf, std::string_view map_name);

// The type named `name` of which there can be values, a struct before others. `ns::Type` is a name,
// too (docs/cxx-names.md). The error says which names are nearest.
Result<btf::TypeId> type_by_name(const btf::Btf& btf, const std::string& name);

}  // namespace btfkit::show
