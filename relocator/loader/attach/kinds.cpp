#include "attach/kinds.h"

#include <linux/bpf.h>

namespace loader {
namespace {

template <uint32_t... kTypes>
bool is_type(const plan_program_attr& attr) {
  return ((attr.prog_type == kTypes) || ...);
}

// Of Linux 6.6, 6.10 and 6.13, which linux/bpf.h may be too old for.
constexpr uint32_t kUprobeMulti = 48;
constexpr uint32_t kKprobeSession = 56;
constexpr uint32_t kUprobeSession = 57;

template <uint32_t kAttachType>
bool is_probe(const plan_program_attr& attr) {
  return attr.prog_type == BPF_PROG_TYPE_KPROBE && attr.expected_attach_type == kAttachType;
}

bool is_iterator(const plan_program_attr& attr) {
  return attr.prog_type == BPF_PROG_TYPE_TRACING && attr.expected_attach_type == BPF_TRACE_ITER;
}

constexpr AttachKind kKinds[] = {
    {"raw_tracepoint", "NAME",
     is_type<BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE>,
     attach_raw_tracepoint},
    {"tracepoint", "CATEGORY/NAME", is_type<BPF_PROG_TYPE_TRACEPOINT>, attach_tracepoint},
    {"kprobe", "FUNCTION[+OFFSET]", is_probe<0>, attach_kprobe},
    {"kretprobe", "FUNCTION", is_probe<0>, attach_kretprobe},
    {"kprobe.multi", "PATTERN", is_probe<BPF_TRACE_KPROBE_MULTI>, attach_kprobe_multi},
    {"kretprobe.multi", "PATTERN", is_probe<BPF_TRACE_KPROBE_MULTI>, attach_kretprobe_multi},
    {"kprobe.session", "PATTERN", is_probe<kKprobeSession>, attach_kprobe_session},
    {"uprobe", "PATH:SYMBOL[+OFFSET]", is_probe<0>, attach_uprobe},
    {"uretprobe", "PATH:SYMBOL", is_probe<0>, attach_uretprobe},
    {"uprobe.multi", "PATH:PATTERN", is_probe<kUprobeMulti>, attach_uprobe_multi},
    {"uretprobe.multi", "PATH:PATTERN", is_probe<kUprobeMulti>, attach_uretprobe_multi},
    {"uprobe.session", "PATH:PATTERN", is_probe<kUprobeSession>, attach_uprobe_session},
    {"usdt", "PATH:PROVIDER:NAME", is_probe<0>, attach_usdt},
    {"perf_event", "EVENT:NUMBER", is_type<BPF_PROG_TYPE_PERF_EVENT>, attach_perf_samples},
    {"iter", "NAME[:MAP]", is_iterator, attach_iterator},
    {"xdp", "INTERFACE", is_type<BPF_PROG_TYPE_XDP>, attach_xdp},
};

}  // namespace

std::span<const AttachKind> attach_kinds() {
  return kKinds;
}

}  // namespace loader
