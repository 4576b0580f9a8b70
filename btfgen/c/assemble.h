// The last stage: ids and strings for what is left, and BTF's words.
#pragma once

#include <vector>

#include "btf/model.h"
#include "c/ambiguous.h"
#include "c/select_functions.h"
#include "c/unit_jobs.h"
#include "c/variables.h"

namespace btfkit::btfgen {

struct AssemblyOptions {
  Endian endian = Endian::kLittle;
  bool kfunc_tags = true;  // decl tags `bpf_kfunc` and `bpf_fastcall`
  // Type attributes on what .BTF_ids says of a kfunc's result and parameters: pointers into a BPF
  // arena.
  bool arena_attributes = false;
};

// The type by which arrays are indexed: the first unit's `int`, or one that is added behind the
// types of the first unit with arrays. kNone if no unit has either.
struct IndexType {
  bool exists = false;
  uint32_t unit = 0;
  uint32_t type = 0;  // the unit's number
};
IndexType add_index_type(ReadUnits& units);

btf::Btf assemble(const ReadUnits& units, const Survivors& survivors, const IndexType& index,
                  const std::vector<SelectedFunction>& functions, const VariableSections& sections,
                  const AssemblyOptions& options);

}  // namespace btfkit::btfgen
