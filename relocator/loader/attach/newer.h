// Numbers of the kernel that linux/bpf.h may be too old for.
#pragma once

#include <cstdint>

namespace loader {

// enum bpf_prog_type: Linux 6.4.
constexpr uint32_t kProgramNetfilter = 32;

// enum bpf_attach_type: Linux 6.4, 6.6, 6.7.
constexpr uint32_t kNetfilter = 45;
constexpr uint32_t kTcxIngress = 46;
constexpr uint32_t kTcxEgress = 47;
constexpr uint32_t kNetkitPrimary = 54;
constexpr uint32_t kNetkitPeer = 55;

}  // namespace loader
