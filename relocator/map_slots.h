// The stage of initial slots: which maps are in a map of maps, and which programs in a program
// array, from the start.
#pragma once

#include <vector>

#include "link.h"
#include "maps.h"
#include "object.h"

namespace btfkit::relocator {

// Fills `maps` and `programs` of each declared map with what its initialiser names: indices into
// `maps` and `programs`.
Result<void> fill_slots(const Object& object, const std::vector<LinkedProgram>& programs,
                        std::vector<Map>& maps);

}  // namespace btfkit::relocator
