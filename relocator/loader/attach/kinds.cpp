#include "attach/kinds.h"

#include <linux/bpf.h>

namespace loader {
namespace {

template <uint32_t... kTypes>
bool is_type(const plan_program_attr& attr) {
  return ((attr.prog_type == kTypes) || ...);
}

constexpr AttachKind kKinds[] = {
    {"raw_tracepoint", "NAME",
     is_type<BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE>,
     attach_raw_tracepoint},
    {"tracepoint", "CATEGORY/NAME", is_type<BPF_PROG_TYPE_TRACEPOINT>, attach_tracepoint},
    {"xdp", "INTERFACE", is_type<BPF_PROG_TYPE_XDP>, attach_xdp},
};

}  // namespace

std::span<const AttachKind> attach_kinds() {
  return kKinds;
}

}  // namespace loader
