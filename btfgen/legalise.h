// What C++ and DWARF allow and the kernel refuses.
#pragma once

#include <string>
#include <vector>

#include "btf/model.h"

namespace btfkit::btfgen {

// Changes `btf`, which is deduplicated, so that the kernel's verifier of BTF accepts it:
// - a member whose type has no size here (it is only declared) goes away;
// - an array of such elements and a function type that passes one by value become void;
// - a member that is larger than what is left of its struct goes away;
// - a FLOAT that isn't aligned becomes an array of bytes;
// - a C function that the file describes in several ways goes away, since its name would be
//   ambiguous; of a C++ function, whose mangled name isn't, the first description stays.
// Each of these is told in `warnings`. Fails where btf::deduplicate does.
Result<btf::Btf> legalise(btf::Btf btf, uint32_t pointer_size, std::vector<std::string>& warnings);

}  // namespace btfkit::btfgen
