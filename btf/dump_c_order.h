// Stage 1 of the C dump: which types are defined, and in which order C accepts them.
#pragma once

#include <span>
#include <vector>

#include "btf/model.h"
#include "dump_c_walk.h"
#include "dump_cxx_names.h"

namespace btfkit::btf::c {

// The types to define for `roots` and all that they need, each once; enums without a name whether
// they are written on their own or where they are used. An early end is noted in `walk`. `cxx` is
// null for C.
std::vector<TypeId> order(const Btf& btf, std::span<const TypeId> roots, Walk& walk,
                          const CxxNames* cxx);

}  // namespace btfkit::btf::c
