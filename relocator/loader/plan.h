// The load plan as the loader's stages see it: views into the image's bytes, checked once by
// plan_reader.cpp. Strings end with a NUL.
#pragma once

#include <cstdint>
#include <optional>

#include "array.h"
#include "plan/format.h"

namespace loader {

struct TargetPlan {
  const char* release = nullptr;  // or null
  Bytes build_id;                 // or empty
  uint64_t btf_hash = 0;
};

struct VariablePlan {
  const char* name = nullptr;
  plan_variable_attr attr = {};
  size_t map = 0;  // index
};

struct MapPlan {
  const char* name = nullptr;
  plan_map_attr attr = {};
  std::optional<Bytes> data;
  std::optional<uint64_t> data_at;
  Bytes maps;  // plan_slot[], or empty, as programs
  Bytes programs;
};

struct ProgramPlan {
  const char* name = nullptr;
  const char* section = nullptr;
  const char* attach = nullptr;  // or null
  plan_program_attr attr = {};
  Bytes insns;
  Bytes func_info;  // or empty, as line_info
  Bytes line_info;
  Bytes patches;                   // plan_patch[], or empty
  const char* replaces = nullptr;  // or null
  std::optional<uint64_t> replaced_hash;
};

struct Plan {
  uint32_t size = 0;
  TargetPlan target;
  const char* license = nullptr;
  Bytes btf;  // or empty
  Array<MapPlan> maps;
  Array<ProgramPlan> programs;
  Array<const char*> modules;  // module n of the plan is modules[n - 1]
  Array<const char*> symbols;
  Array<VariablePlan> variables;  // in the order of their maps
  size_t unknown_records = 0;     // optional ones, passed over
};

// Item `index` of a record that is an array of structs.
template <class T>
T item(Bytes array, size_t index) {
  T value;
  memcpy(&value, array.data() + index * sizeof value, sizeof value);
  return value;
}

// Where a map's instruction refers to it: fd_array has the maps' descriptors, an unused slot, and
// the modules' BTF, so that module n of the plan is slot module_slot(plan, n).
inline size_t module_slot(const Plan& plan, size_t module) {
  return plan.maps.size() + module;
}

}  // namespace loader
