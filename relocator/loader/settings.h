#pragma once

#include "error.h"
#include "plan.h"

namespace loader {

// The data of a plan's maps with what settable variables are to be.
class MapData {
 public:
  // `settings` are "VARIABLE=VALUE".
  bool set(const Plan& plan, const char* const* settings, size_t count, bpfload_error& error);

  // Of a map that has data, also if nothing was set.
  Bytes of(const Plan& plan, size_t map) const {
    if (places_.empty() || places_[map] == kUnchanged) return *plan.maps[map].data;
    return {bytes_.begin() + places_[map], plan.maps[map].data->size()};
  }

 private:
  static constexpr size_t kUnchanged = SIZE_MAX;

  bool set_one(const Plan& plan, const char* setting, bpfload_error& error);
  bool copy(const Plan& plan, size_t map, bpfload_error& error);

  Array<size_t> places_;  // by map: where its data is in bytes_
  Array<std::byte> bytes_;
};

}  // namespace loader
