// The image: the object with its code relocated and the load plan beside it.
#pragma once

#include <vector>

#include "object.h"

namespace btfkit::relocator {

// The bytes of the image: an ELF object that any BPF loader takes, without CO-RE records, and with
// `plan` as one more section.
Result<std::vector<std::byte>> make_image(const Object& object, std::vector<std::byte> plan);

}  // namespace btfkit::relocator
