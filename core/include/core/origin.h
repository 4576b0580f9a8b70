// A smaller BTF (Needs::minimise) has other type ids than the kernel that it was made from, and
// another hash, and shows nothing of the kernel's age. So that what is made by it is the same
// nevertheless, it tells them in its last type:
//
//   enum btfkit_origin { hash = .., hash = .., do_unlinkat = 12, id = 47110, ... };
//
// which to other readers is an enum like any other.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "btf/model.h"
#include "core/kernel_age.h"

namespace btfkit::core {

struct Origin {
  uint64_t btf_hash = 0;                   // XXH64, seed 0, of the kernel's BTF
  std::string build_id;                    // GNU build id, raw bytes; empty if it isn't known
  std::string release;                     // as `uname -r` prints it; empty if it isn't known
  std::map<btf::TypeId, btf::TypeId> ids;  // in the kernel's BTF, by those in the smaller one
  std::optional<KernelAge> age = {};       // what was made before btfkit told it has none
};

// Adds it to `btf`, which must get no more types. Those in `ids` must have names.
void add_origin(btf::Btf& btf, const Origin& origin);

// What `btf` tells, or nothing. Fails where that can't be right, such as after the types have got
// other ids.
Result<std::optional<Origin>> find_origin(const btf::Btf& btf);

}  // namespace btfkit::core
