#pragma once

#include "error.h"
#include "plan.h"

namespace loader {

// max_entries of a plan's maps: what the plan says, or the user.
class MapSizes {
 public:
  // `settings` are "MAP.max_entries=N".
  bool set(const Plan& plan, const char* const* settings, size_t count, bpfload_error& error);

  uint32_t of(const Plan& plan, size_t map) const {
    return sizes_.empty() ? plan.maps[map].attr.max_entries : sizes_[map];
  }

 private:
  bool set_one(const Plan& plan, const char* setting, bpfload_error& error);

  Array<uint32_t> sizes_;  // by map, or empty
};

}  // namespace loader
