#include "check/rules.h"

namespace btfkit::btf::checking {
namespace {

// The release that brought each kind's support into the kernel's verifier.
wire::Kind last_kind_of(KernelVersion kernel) {
  if (kernel >= KernelVersion{6, 0}) return wire::Kind::kEnum64;
  if (kernel >= KernelVersion{5, 17}) return wire::Kind::kTypeTag;
  if (kernel >= KernelVersion{5, 16}) return wire::Kind::kDeclTag;
  if (kernel >= KernelVersion{5, 13}) return wire::Kind::kFloat;
  return wire::Kind::kDatasec;
}

}  // namespace

Rules::Rules(KernelVersion version)
    : kernel(version),
      last_kind(last_kind_of(version)),
      // b1828f0b0482 "bpf: Add BTF_KIND_FLOAT support": a fifth bit for the kind.
      info_mask(version >= KernelVersion{5, 13} ? 0x9f00ffff : 0x8f00ffff),
      // a0791f0df7d2 "bpf: fix BTF limits"
      last_type_id(version >= KernelVersion{5, 5} ? 0xfffff : 0xffff),
      last_name_offset(version >= KernelVersion{5, 5} ? 0xffffff : 0xffff),
      // b8a94bfb3395 "kallsyms: increase maximum kernel symbol length to 512"
      longest_name(version >= KernelVersion{6, 1} ? 512 : 128),
      // 9724160b3942 "bpf/btf: Accept function names that contain dots"
      dots_everywhere(version >= KernelVersion{6, 4}),
      // bd70a8fb7ca4 "bpf: Allow all printable characters in BTF DATASEC names"
      sections_printable(version >= KernelVersion{6, 9}),
      // 13ca51d5eb35 "bpf: Permit size-0 datasec"
      empty_sections(version >= KernelVersion{5, 12}),
      // 9eea98497951 "bpf: fix BTF verification of enums"
      enums_of_any_size(version >= KernelVersion{5, 5}),
      // 6089fb325cf7 "bpf: Add btf enum64 support"
      enum_kind_flag(version >= KernelVersion{6, 0}),
      // 51c39bb1d5d1 "bpf: Introduce function-by-function verification"
      function_linkage(version >= KernelVersion{5, 6}),
      // 53ee0d66d7a6 "bpf: Allow kind_flag for BTF type and decl tags"
      tag_kind_flag(version >= KernelVersion{6, 15}),
      // eb596b090558 "bpf: Ensure type tags precede modifiers in BTF"
      type_tags_first(version >= KernelVersion{5, 19}),
      // 8ffa5cc14213 "bpf: Recognize lock and list fields in allocated objects"
      special_fields(version >= KernelVersion{6, 2}),
      // 64e8ee814819 "bpf: look into the types of the fields of a struct type recursively"
      nested_special_fields(version >= KernelVersion{6, 11}),
      // 7a851ecb1806 "bpf: Search for kptrs in prog BTF structs"
      kernel_pointers(version >= KernelVersion{6, 12}),
      // 1cb80d9e93f8 "bpf: Support __uptr type tag in BTF"
      user_pointers(version >= KernelVersion{6, 13}),
      // f90213261681 "bpf: refactor special field-type detection"
      one_refcount(version < KernelVersion{6, 18}),
      // d56b63cf0c0f "bpf: add support for bpf_wq user type"
      most_special_fields(version >= KernelVersion{6, 10} ? 11 : 10) {}

}  // namespace btfkit::btf::checking
