// How old a kernel is, by what came into its BTF with a release.
#pragma once

#include <cstdint>
#include <string_view>

#include "btf/model.h"

namespace btfkit::core {

// Releases are numbers as by KERNEL_VERSION() of linux/version.h.
constexpr uint32_t release_code(uint32_t major, uint32_t minor, uint32_t patch = 0) {
  return (major << 16) + (minor << 8) + patch;
}

// The names of what the functions below look at, by BTF's kinds.
inline constexpr std::string_view kMapTypesEnum = "bpf_map_type";
inline constexpr std::string_view kHelpersEnum = "bpf_func_id";
inline constexpr std::string_view kAttributesUnion = "bpf_attr";

// What is told of a kernel of which there is only a part of its BTF.
struct KernelAge {
  uint32_t version = 0;         // that its container tells; 0: none
  uint32_t shown = 0;           // shown_release() of its whole BTF
  bool lacks_fd_array = false;  // the same of its whole BTF

  friend bool operator==(const KernelAge&, const KernelAge&) = default;
};

// The newest of those releases that lets shown_release() know all that btfkit asks for.
inline constexpr uint32_t kNewestShown = release_code(6, 9);

// The latest release that the enumerators of these two show; 0 if they show none, or are void.
uint32_t shown_release(const btf::Btf& btf, btf::TypeId map_types, btf::TypeId helpers);

// Whether union bpf_attr is there, but has no `fd_array`: before Linux 5.14.
bool lacks_fd_array(const btf::Btf& btf, btf::TypeId attributes);

// All of it, looked up in `btf`, the whole one of a kernel without its modules.
KernelAge age_of(const btf::Btf& btf, uint32_t version);

}  // namespace btfkit::core
