// Numbers of the kernel that linux/bpf.h may be too old for.
#pragma once

#include <cstdint>

namespace loader {

// enum bpf_prog_type: Linux 6.4.
constexpr uint32_t kProgramNetfilter = 32;

// enum bpf_attach_type: Linux 6.4, 6.6, 6.7, 6.10, 6.13.
constexpr uint32_t kNetfilter = 45;
constexpr uint32_t kTcxIngress = 46;
constexpr uint32_t kTcxEgress = 47;
constexpr uint32_t kUprobeMulti = 48;
constexpr uint32_t kNetkitPrimary = 54;
constexpr uint32_t kNetkitPeer = 55;
constexpr uint32_t kKprobeSession = 56;
constexpr uint32_t kUprobeSession = 57;

}  // namespace loader
