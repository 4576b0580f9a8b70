// Names that have several definitions in a file, and what can't be told apart without them.
//
// A type is looked up by hash as if a named struct were the same wherever its name is used. That is
// wrong for the few names that mean different things in different units, and for all types from
// which one of those can be reached. These, of the units that have them, go through libbpf's
// algorithm, which compares graphs.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <vector>

#include "c/type_table.h"
#include "c/unit_jobs.h"
#include "support/error.h"

namespace btfkit::btfgen {

// A type of the result: its index in Survivors::types.
enum class SurvivorId : uint32_t {};
constexpr uint32_t number(SurvivorId id) {
  return static_cast<uint32_t>(id);
}

// The types that are left. A type is written as a UnitType is; its types are SurvivorIds + 1, and 0
// void.
struct Survivors {
  struct Type {
    Place place;  // where the first of its kind was
    UnitType type;
  };
  std::vector<Type> types;  // by place
  std::vector<UnitEntry> entries;

  // By node of the table; kNone for those that a unit decides.
  static constexpr SurvivorId kNone{~uint32_t{0}};
  std::vector<SurvivorId> of_node;
  // For the units that have such: by type, kNone for the others.
  absl::flat_hash_map<uint32_t, std::vector<SurvivorId>> of_unit;

  // What type `type` of unit `unit` has become; it is not void.
  SurvivorId find(const UnitRecord& record, uint32_t unit, uint32_t type) const;
};

Result<Survivors> find_survivors(const UnitInputs& inputs, const ReadUnits& units);

}  // namespace btfkit::btfgen
