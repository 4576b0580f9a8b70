// What a target's kernel takes that older ones refuse.
#pragma once

#include <optional>
#include <vector>

#include "elf/btf_input.h"
#include "kernel.h"

namespace btfkit::relocator {

struct TargetFeatures {
  // Types in the BTF of programs.
  bool functions = true;               // FUNC and FUNC_PROTO, func and line info: Linux 5.0
  bool data_sections = true;           // VAR and DATASEC: 5.2
  bool global_functions = true;        // FUNC that is verified on its own: 5.6
  bool floats = true;                  // FLOAT: 5.13
  bool decl_tags = true;               // DECL_TAG: 5.16
  bool type_tags = true;               // TYPE_TAG: 5.17
  bool wide_enums = true;              // ENUM64, and ENUM with a sign: 6.0
  bool context_tags = true;            // DECL_TAG 'arg:ctx' of a function's parameter: 6.8
  bool optional_data_sections = true;  // DATASEC whose name begins with '?': 6.9

  bool probe_read_kernel = true;  // helpers probe_read_kernel, probe_read_user and their _str: 5.5
  bool mappable_maps = true;      // BPF_F_MMAPABLE: 5.5

  friend bool operator==(const TargetFeatures&, const TargetFeatures&) = default;
};

// Goes by the latest of what the kernel's types show by names that came with a release, the version
// of its container, and `said`, the user's. A distribution's old kernel may have newer parts. If
// there is none of these, as in BTF that another tool has cut down, all is taken to be there.
TargetFeatures features_of(const Kernel& kernel, std::optional<elf::KernelVersion> said);

}  // namespace btfkit::relocator
