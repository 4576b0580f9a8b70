// What differs from one kernel to the next, by the commit that changed it.
#pragma once

#include <cstdint>

#include "btf/check.h"
#include "btf/wire.h"

namespace btfkit::btf::checking {

struct Rules {
  explicit Rules(KernelVersion version);

  KernelVersion kernel;
  // The highest kind that this kernel knows, and the bits of the info word that it doesn't refuse.
  wire::Kind last_kind;
  uint32_t info_mask;
  uint32_t last_type_id;
  uint32_t last_name_offset;
  uint32_t longest_name;
  bool dots_everywhere;     // in any name, not just of variables and sections
  bool sections_printable;  // a section's name is any printable text
  bool empty_sections;      // DATASEC with no variable
  bool enums_of_any_size;   // else 4 bytes
  bool enum_kind_flag;
  bool function_linkage;  // in FUNC's vlen
  bool tag_kind_flag;
  bool type_tags_first;        // TYPE_TAG must precede other modifiers
  bool special_fields;         // structs with a bpf_spin_lock and so on are looked into
  bool nested_special_fields;  // also behind structs and arrays in them
  bool kernel_pointers;        // a kptr makes a struct one of these
  bool user_pointers;          // the tag "uptr" is known
  bool one_refcount;           // in a struct; else any number, at which the kernel warns
  uint32_t most_special_fields;
};

}  // namespace btfkit::btf::checking
