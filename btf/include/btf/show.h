// One type in C, with its layout in comments, as pahole prints it.
#pragma once

#include <string>

#include "btf/model.h"

namespace btfkit::btf {

struct ShowOptions {
  bool expand = false;      // write what a member is made of in its place
  uint32_t cacheline = 64;  // bytes; not 0
};

// The definition of a type, ending in a newline: a struct or union with offsets, sizes, holes,
// padding and cache lines, an enum, a typedef, a function's or variable's declaration. Fails for
// what C doesn't have (sections, tags, kinds that aren't known) and for crafted types without an
// end.
Result<std::string> show(const Btf& btf, TypeId id, const ShowOptions& options);

}  // namespace btfkit::btf
