// One type for all that are the same.
#pragma once

#include <vector>

#include "btf/model.h"

namespace btfkit::btf {

// `btf` with each type once: two types are the same if they and all that they refer to are equal,
// where a forward declaration is taken for the definition of its name if there is only one. The
// order is that of first appearance; strings that no type uses are gone. Deduplicating the result
// changes nothing. `btf` is no split BTF.
Btf deduplicate(const Btf& btf);

// `btf` with another type in place of each: `stand_ins[i]` for type i + 1, the type itself to keep
// it, kVoid for one that goes away and leaves void behind. A stand-in must stand for itself.
Btf replace_types(const Btf& btf, const std::vector<TypeId>& stand_ins);

}  // namespace btfkit::btf
