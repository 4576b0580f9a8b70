// Maps that an object declares in the old way: by their attributes as data, without BTF.
#pragma once

#include <string_view>
#include <vector>

#include "maps.h"
#include "object.h"

namespace btfkit::relocator {

// The maps of section `maps` and of sections `maps/NAME`, in the order of sections and offsets.
Result<std::vector<Map>> legacy_maps(const Object& object);

}  // namespace btfkit::relocator
