// When a target's type may stand for a local one. The three relations are libbpf's
// (bpf_core_fields_are_compat, bpf_core_types_are_compat, bpf_core_types_match).
#pragma once

#include "btf/model.h"
#include "core/budget.h"

namespace btfkit::core {

// Struct against struct, enum (of either width) against enum, anything else against its own kind.
bool kinds_compatible(const btf::Kind& local, const btf::Kind& target);

// Whether a field may have changed its type from `local_id` to `target_id`: a struct or union
// replaces another one, integers change their size, pointers their target.
Result<bool> fields_compatible(const btf::Btf& local, btf::TypeId local_id, const btf::Btf& target,
                               btf::TypeId target_id);

// Whether two types of equal essential name are the same kind of thing: for type-exists, type-size
// and type-id relocations. `budget`, if there is one, is for several comparisons.
Result<bool> types_compatible(const btf::Btf& local, btf::TypeId local_id, const btf::Btf& target,
                              btf::TypeId target_id, Budget* budget = nullptr);

// Whether the local type's shape is found in the target's: names at every level, members and
// enumerators as a subset; behind a pointer only kind and name. For type-matches relocations.
Result<bool> types_match(const btf::Btf& local, btf::TypeId local_id, const btf::Btf& target,
                         btf::TypeId target_id, Budget* budget = nullptr);

}  // namespace btfkit::core
