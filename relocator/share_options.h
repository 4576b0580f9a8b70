// What the user says of one object's programs where there are several objects.
#pragma once

#include <span>
#include <vector>

#include "driver.h"

namespace btfkit::relocator {

// The options of each of `objects`: a program or a struct_ops map that is named is meant in each
// object that has one of that name, and says nothing of the others. Fails where none has it.
Result<std::vector<ImageOptions>> share_options(const ImageOptions& options,
                                                std::span<const Object> objects);

}  // namespace btfkit::relocator
