// Stage 4 of the C++ dump: prototypes of kfuncs, the kernel's functions that BPF programs can call.
#pragma once

#include <span>
#include <vector>

#include "dump_c_statements.h"

namespace btfkit::btf::c {

struct Kfunc {
  TypeId id;
  bool is_fast;  // keeps the registers r1 to r5 that it doesn't take parameters in
};

class Kfuncs {
 public:
  // Those of `types` that are kfuncs; of several of one name, the first.
  Kfuncs(const Btf& btf, std::span<const TypeId> types);
  const std::vector<Kfunc>& all() const { return kfuncs_; }

 private:
  std::vector<Kfunc> kfuncs_;
};

// `types`, and what the kfuncs' parameters and results point to. libbpf compares a prototype with
// the kernel's, and there a forward declaration is not a struct.
std::vector<TypeId> with_types_of(const Btf& btf, const Kfuncs& kfuncs,
                                  std::span<const TypeId> types, Walk& walk);

// Appends the prototypes, and what has to be declared before them.
void declare(const Btf& btf, const Kfuncs& kfuncs, Statements& statements,
             Declarations& declarations, Walk& walk, Text& text);

}  // namespace btfkit::btf::c
