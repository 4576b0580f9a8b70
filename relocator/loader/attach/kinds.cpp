#include "attach/kinds.h"

#include <linux/bpf.h>
#include <linux/if_link.h>

#include "attach/newer.h"

namespace loader {
namespace {

template <uint32_t... kTypes>
bool is_type(const plan_program_attr& attr) {
  return ((attr.prog_type == kTypes) || ...);
}

template <uint32_t kAttachType>
bool is_probe(const plan_program_attr& attr) {
  return attr.prog_type == BPF_PROG_TYPE_KPROBE && attr.expected_attach_type == kAttachType;
}

bool is_iterator(const plan_program_attr& attr) {
  return attr.prog_type == BPF_PROG_TYPE_TRACING && attr.expected_attach_type == BPF_TRACE_ITER;
}

bool is_for_interface(const plan_program_attr& attr) {
  return attr.prog_type == BPF_PROG_TYPE_XDP && attr.expected_attach_type != BPF_XDP_DEVMAP &&
         attr.expected_attach_type != BPF_XDP_CPUMAP;
}

// A program that was made for one direction does not go with the other one.
template <uint32_t... kAttachTypes>
bool is_classifier(const plan_program_attr& attr) {
  return attr.prog_type == BPF_PROG_TYPE_SCHED_CLS &&
         (attr.expected_attach_type == 0 || ((attr.expected_attach_type == kAttachTypes) || ...));
}

bool is_for_cgroup(const plan_program_attr& attr) {
  return is_type<BPF_PROG_TYPE_CGROUP_SOCK, BPF_PROG_TYPE_CGROUP_SOCK_ADDR,
                 BPF_PROG_TYPE_CGROUP_SYSCTL, BPF_PROG_TYPE_CGROUP_DEVICE,
                 BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_PROG_TYPE_SOCK_OPS>(attr) ||
         (attr.prog_type == BPF_PROG_TYPE_LSM && attr.expected_attach_type == BPF_LSM_CGROUP);
}

// The kernel's number for ingress is also that of a section that tells no direction.
bool is_for_ingress(const plan_program_attr& attr) {
  return attr.prog_type == BPF_PROG_TYPE_CGROUP_SKB &&
         attr.expected_attach_type == BPF_CGROUP_INET_INGRESS;
}

constexpr AttachKind kKinds[] = {
    {"cgroup", "DIRECTORY", is_for_cgroup, attach_cgroup},
    {"cgroup.egress", "DIRECTORY", is_type<BPF_PROG_TYPE_CGROUP_SKB>, attach_cgroup,
     BPF_CGROUP_INET_EGRESS},
    {"cgroup.ingress", "DIRECTORY", is_for_ingress, attach_cgroup, BPF_CGROUP_INET_INGRESS},
    {"clsact.egress", "INTERFACE", is_classifier<kTcxEgress>, attach_clsact, kTcxEgress},
    {"clsact.ingress", "INTERFACE", is_classifier<kTcxIngress>, attach_clsact, kTcxIngress},
    {"iter", "NAME[:MAP]", is_iterator, attach_iterator},
    {"kprobe", "FUNCTION[+OFFSET]", is_probe<0>, attach_kprobe},
    {"kprobe.multi", "PATTERN", is_probe<BPF_TRACE_KPROBE_MULTI>, attach_kprobe_multi},
    {"kprobe.session", "PATTERN", is_probe<kKprobeSession>, attach_kprobe_session},
    {"kretprobe", "FUNCTION", is_probe<0>, attach_kretprobe},
    {"kretprobe.multi", "PATTERN", is_probe<BPF_TRACE_KPROBE_MULTI>, attach_kretprobe_multi},
    {"netfilter", "FAMILY/HOOK/PRIORITY", is_type<kProgramNetfilter>, attach_netfilter},
    {"netkit.peer", "INTERFACE", is_classifier<kNetkitPeer>, attach_netkit, kNetkitPeer},
    {"netkit.primary", "INTERFACE", is_classifier<kNetkitPrimary>, attach_netkit, kNetkitPrimary},
    {"netns", "PATH", is_type<BPF_PROG_TYPE_SK_LOOKUP, BPF_PROG_TYPE_FLOW_DISSECTOR>, attach_netns},
    {"perf_event", "EVENT:NUMBER", is_type<BPF_PROG_TYPE_PERF_EVENT>, attach_perf_samples},
    {"raw_tracepoint", "NAME",
     is_type<BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE>,
     attach_raw_tracepoint},
    {"socket", "INTERFACE", is_type<BPF_PROG_TYPE_SOCKET_FILTER>, attach_socket_filter},
    {"sockmap", "MAP", is_type<BPF_PROG_TYPE_SK_MSG, BPF_PROG_TYPE_SK_SKB>, attach_sockmap},
    {"tc.egress", "INTERFACE", is_classifier<kTcxEgress>, attach_tc, kTcxEgress},
    {"tc.ingress", "INTERFACE", is_classifier<kTcxIngress>, attach_tc, kTcxIngress},
    {"tracepoint", "CATEGORY/NAME", is_type<BPF_PROG_TYPE_TRACEPOINT>, attach_tracepoint},
    {"uprobe", "PATH:SYMBOL[+OFFSET]", is_probe<0>, attach_uprobe},
    {"uprobe.multi", "PATH:PATTERN", is_probe<kUprobeMulti>, attach_uprobe_multi},
    {"uprobe.session", "PATH:PATTERN", is_probe<kUprobeSession>, attach_uprobe_session},
    {"uretprobe", "PATH:SYMBOL", is_probe<0>, attach_uretprobe},
    {"uretprobe.multi", "PATH:PATTERN", is_probe<kUprobeMulti>, attach_uretprobe_multi},
    {"usdt", "PATH:PROVIDER:NAME", is_probe<0>, attach_usdt},
    {"xdp", "INTERFACE", is_for_interface, attach_xdp},
    {"xdp.generic", "INTERFACE", is_for_interface, attach_xdp, XDP_FLAGS_SKB_MODE},
    {"xdp.native", "INTERFACE", is_for_interface, attach_xdp, XDP_FLAGS_DRV_MODE},
};

}  // namespace

std::span<const AttachKind> attach_kinds() {
  return kKinds;
}

const char* used_otherwise(const plan_program_attr& attr) {
  switch (attr.prog_type) {
    case BPF_PROG_TYPE_STRUCT_OPS:
      return "is attached with its map";
    case BPF_PROG_TYPE_XDP:
      return is_for_interface(attr) ? nullptr
                                    : "is put into a map (devmap or cpumap), not attached";
    case BPF_PROG_TYPE_SYSCALL:
      return "is only called, by test-run or BPF_PROG_TEST_RUN";
    case BPF_PROG_TYPE_SCHED_ACT:
      return "is the action of a filter: `tc filter add ... action bpf object-pinned PIN` attaches "
             "it";
    case BPF_PROG_TYPE_LWT_IN:
    case BPF_PROG_TYPE_LWT_OUT:
    case BPF_PROG_TYPE_LWT_XMIT:
      return "goes with a route: `ip route add ... encap bpf in|out|xmit pinned PIN` attaches it";
    case BPF_PROG_TYPE_LWT_SEG6LOCAL:
      return "goes with a route: `ip route add ... encap seg6local action End.BPF` attaches it";
    case BPF_PROG_TYPE_LIRC_MODE2:
      return "goes with an infrared receiver: `ir-keytable` attaches it";
    case BPF_PROG_TYPE_SK_REUSEPORT:
      return "goes with a socket of its user's: setsockopt(SO_ATTACH_REUSEPORT_EBPF) attaches it";
    default:
      return nullptr;
  }
}

}  // namespace loader
