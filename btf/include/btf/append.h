// One BTF behind another.
#pragma once

#include "btf/model.h"

namespace btfkit::btf {

// Appends the types of `from` to `to`, with ids and names changed to what they are there; nothing
// is deduplicated. Both are of one byte order; `from` is on the base of `to`, or on none. Fails for
// a kind that isn't known, since nobody knows what it refers to, and where types or strings are
// more than 4 GiB.
Result<void> append(Btf& to, const Btf& from);

}  // namespace btfkit::btf
