// The stage of settings: what the user says about variables and maps when an image is made.
#pragma once

#include <string>
#include <vector>

#include "maps.h"
#include "object.h"

namespace btfkit::relocator {

// A variable is named with members and elements: "limits.low[2]".
struct Settings {
  std::vector<std::string> values;    // VARIABLE=VALUE
  std::vector<std::string> settable;  // VARIABLE: the loader may set it
  std::vector<std::string> maps;      // MAP.max_entries=N
};

// Puts values into the data of `maps` and into the object's sections, and numbers into maps. The
// object's BTF has the offsets of variables.
Result<void> apply_settings(const Settings& settings, Object& object, std::vector<Map>& maps);

}  // namespace btfkit::relocator
