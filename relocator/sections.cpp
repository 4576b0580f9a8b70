#include "sections.h"

#include <linux/bpf.h>

#include <array>

namespace btfkit::relocator {
namespace {

// What stands behind the prefix.
enum class Tail {
  kOptional,  // "xdp", "xdp/anything"
  kName,      // "raw_tp/sched_switch"
};

// Where the target of the attachment is found in BTF.
enum class Lookup { kNone, kFunction, kLsmHook, kIterator, kTracepoint };

struct Rule {
  std::string_view prefix;
  uint32_t program_type;
  uint32_t attach_type;
  Tail tail;
  Lookup lookup = Lookup::kNone;
  uint32_t flags = 0;
};

// Newer than the oldest linux/bpf.h that the project is built with.
constexpr uint32_t kProgramTypeNetfilter = 32;
constexpr uint32_t kNetfilter = 45;
constexpr uint32_t kTcxIngress = 46;
constexpr uint32_t kTcxEgress = 47;
constexpr uint32_t kTraceUprobeMulti = 48;
constexpr uint32_t kCgroupUnixConnect = 49;
constexpr uint32_t kCgroupUnixSendmsg = 50;
constexpr uint32_t kCgroupUnixRecvmsg = 51;
constexpr uint32_t kCgroupUnixGetpeername = 52;
constexpr uint32_t kCgroupUnixGetsockname = 53;
constexpr uint32_t kNetkitPrimary = 54;
constexpr uint32_t kNetkitPeer = 55;
constexpr uint32_t kTraceKprobeSession = 56;
constexpr uint32_t kTraceUprobeSession = 57;

// The names are those that libbpf documents ("Program Types and ELF Sections"). Any of them may
// have
// '/' and more behind it; libbpf allows that for some only.
constexpr std::array kRules = {
    Rule{"socket", BPF_PROG_TYPE_SOCKET_FILTER, 0, Tail::kOptional},
    Rule{"sk_reuseport/migrate", BPF_PROG_TYPE_SK_REUSEPORT, BPF_SK_REUSEPORT_SELECT_OR_MIGRATE,
         Tail::kOptional},
    Rule{"sk_reuseport", BPF_PROG_TYPE_SK_REUSEPORT, BPF_SK_REUSEPORT_SELECT, Tail::kOptional},
    Rule{"kprobe", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    Rule{"kretprobe", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    Rule{"uprobe.s", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional, Lookup::kNone, BPF_F_SLEEPABLE},
    Rule{"uprobe", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    Rule{"uretprobe.s", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional, Lookup::kNone, BPF_F_SLEEPABLE},
    Rule{"uretprobe", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    Rule{"kprobe.multi", BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI, Tail::kOptional},
    Rule{"kretprobe.multi", BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI, Tail::kOptional},
    Rule{"kprobe.session", BPF_PROG_TYPE_KPROBE, kTraceKprobeSession, Tail::kOptional},
    Rule{"uprobe.multi", BPF_PROG_TYPE_KPROBE, kTraceUprobeMulti, Tail::kOptional},
    Rule{"uprobe.multi.s", BPF_PROG_TYPE_KPROBE, kTraceUprobeMulti, Tail::kOptional, Lookup::kNone,
         BPF_F_SLEEPABLE},
    Rule{"uretprobe.multi", BPF_PROG_TYPE_KPROBE, kTraceUprobeMulti, Tail::kOptional},
    Rule{"uretprobe.multi.s", BPF_PROG_TYPE_KPROBE, kTraceUprobeMulti, Tail::kOptional,
         Lookup::kNone, BPF_F_SLEEPABLE},
    Rule{"uprobe.session", BPF_PROG_TYPE_KPROBE, kTraceUprobeSession, Tail::kOptional},
    Rule{"uprobe.session.s", BPF_PROG_TYPE_KPROBE, kTraceUprobeSession, Tail::kOptional,
         Lookup::kNone, BPF_F_SLEEPABLE},
    Rule{"ksyscall", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    Rule{"kretsyscall", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    Rule{"tc/ingress", BPF_PROG_TYPE_SCHED_CLS, kTcxIngress, Tail::kOptional},
    Rule{"tc/egress", BPF_PROG_TYPE_SCHED_CLS, kTcxEgress, Tail::kOptional},
    Rule{"tcx/ingress", BPF_PROG_TYPE_SCHED_CLS, kTcxIngress, Tail::kOptional},
    Rule{"tcx/egress", BPF_PROG_TYPE_SCHED_CLS, kTcxEgress, Tail::kOptional},
    Rule{"netkit/primary", BPF_PROG_TYPE_SCHED_CLS, kNetkitPrimary, Tail::kOptional},
    Rule{"netkit/peer", BPF_PROG_TYPE_SCHED_CLS, kNetkitPeer, Tail::kOptional},
    Rule{"tc", BPF_PROG_TYPE_SCHED_CLS, 0, Tail::kOptional},
    Rule{"classifier", BPF_PROG_TYPE_SCHED_CLS, 0, Tail::kOptional},
    Rule{"action", BPF_PROG_TYPE_SCHED_ACT, 0, Tail::kOptional},
    Rule{"tracepoint", BPF_PROG_TYPE_TRACEPOINT, 0, Tail::kName},
    Rule{"tp", BPF_PROG_TYPE_TRACEPOINT, 0, Tail::kName},
    Rule{"tracepoint.s", BPF_PROG_TYPE_TRACEPOINT, 0, Tail::kName, Lookup::kNone, BPF_F_SLEEPABLE},
    Rule{"tp.s", BPF_PROG_TYPE_TRACEPOINT, 0, Tail::kName, Lookup::kNone, BPF_F_SLEEPABLE},
    Rule{"raw_tracepoint.w", BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE, 0, Tail::kName},
    Rule{"raw_tracepoint", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, Tail::kName},
    Rule{"raw_tp.w", BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE, 0, Tail::kName},
    Rule{"raw_tp", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, Tail::kName},
    Rule{"raw_tracepoint.s", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, Tail::kName, Lookup::kNone,
         BPF_F_SLEEPABLE},
    Rule{"raw_tp.s", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, Tail::kName, Lookup::kNone, BPF_F_SLEEPABLE},
    Rule{"tp_btf", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, Tail::kName, Lookup::kTracepoint},
    Rule{"tp_btf.s", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, Tail::kName, Lookup::kTracepoint,
         BPF_F_SLEEPABLE},
    Rule{"fentry.s", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, Tail::kName, Lookup::kFunction,
         BPF_F_SLEEPABLE},
    Rule{"fentry", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, Tail::kName, Lookup::kFunction},
    Rule{"fmod_ret.s", BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, Tail::kName, Lookup::kFunction,
         BPF_F_SLEEPABLE},
    Rule{"fmod_ret", BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, Tail::kName, Lookup::kFunction},
    Rule{"fexit.s", BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, Tail::kName, Lookup::kFunction,
         BPF_F_SLEEPABLE},
    Rule{"fexit", BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, Tail::kName, Lookup::kFunction},
    Rule{"lsm.s", BPF_PROG_TYPE_LSM, BPF_LSM_MAC, Tail::kName, Lookup::kLsmHook, BPF_F_SLEEPABLE},
    Rule{"lsm", BPF_PROG_TYPE_LSM, BPF_LSM_MAC, Tail::kName, Lookup::kLsmHook},
    Rule{"lsm_cgroup", BPF_PROG_TYPE_LSM, BPF_LSM_CGROUP, Tail::kName, Lookup::kLsmHook},
    Rule{"iter.s", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, Tail::kName, Lookup::kIterator,
         BPF_F_SLEEPABLE},
    Rule{"iter", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, Tail::kName, Lookup::kIterator},
    Rule{"syscall", BPF_PROG_TYPE_SYSCALL, 0, Tail::kOptional, Lookup::kNone, BPF_F_SLEEPABLE},
    Rule{"xdp.frags/devmap", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP, Tail::kOptional, Lookup::kNone,
         BPF_F_XDP_HAS_FRAGS},
    Rule{"xdp/devmap", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP, Tail::kOptional},
    Rule{"xdp.frags/cpumap", BPF_PROG_TYPE_XDP, BPF_XDP_CPUMAP, Tail::kOptional, Lookup::kNone,
         BPF_F_XDP_HAS_FRAGS},
    Rule{"xdp/cpumap", BPF_PROG_TYPE_XDP, BPF_XDP_CPUMAP, Tail::kOptional},
    Rule{"xdp.frags", BPF_PROG_TYPE_XDP, BPF_XDP, Tail::kOptional, Lookup::kNone,
         BPF_F_XDP_HAS_FRAGS},
    Rule{"xdp", BPF_PROG_TYPE_XDP, BPF_XDP, Tail::kOptional},
    Rule{"perf_event", BPF_PROG_TYPE_PERF_EVENT, 0, Tail::kOptional},
    Rule{"lwt_in", BPF_PROG_TYPE_LWT_IN, 0, Tail::kOptional},
    Rule{"lwt_out", BPF_PROG_TYPE_LWT_OUT, 0, Tail::kOptional},
    Rule{"lwt_xmit", BPF_PROG_TYPE_LWT_XMIT, 0, Tail::kOptional},
    Rule{"lwt_seg6local", BPF_PROG_TYPE_LWT_SEG6LOCAL, 0, Tail::kOptional},
    Rule{"sockops", BPF_PROG_TYPE_SOCK_OPS, BPF_CGROUP_SOCK_OPS, Tail::kOptional},
    Rule{"sk_skb/stream_parser", BPF_PROG_TYPE_SK_SKB, BPF_SK_SKB_STREAM_PARSER, Tail::kOptional},
    Rule{"sk_skb/stream_verdict", BPF_PROG_TYPE_SK_SKB, BPF_SK_SKB_STREAM_VERDICT, Tail::kOptional},
    Rule{"sk_skb/verdict", BPF_PROG_TYPE_SK_SKB, BPF_SK_SKB_VERDICT, Tail::kOptional},
    Rule{"sk_skb", BPF_PROG_TYPE_SK_SKB, 0, Tail::kOptional},
    Rule{"sk_msg", BPF_PROG_TYPE_SK_MSG, BPF_SK_MSG_VERDICT, Tail::kOptional},
    Rule{"lirc_mode2", BPF_PROG_TYPE_LIRC_MODE2, BPF_LIRC_MODE2, Tail::kOptional},
    Rule{"flow_dissector", BPF_PROG_TYPE_FLOW_DISSECTOR, BPF_FLOW_DISSECTOR, Tail::kOptional},
    Rule{"sk_lookup", BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP, Tail::kOptional},
    Rule{"netfilter", kProgramTypeNetfilter, kNetfilter, Tail::kOptional},
    Rule{"cgroup_skb/ingress", BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_INGRESS, Tail::kOptional},
    Rule{"cgroup_skb/egress", BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_EGRESS, Tail::kOptional},
    Rule{"cgroup/skb", BPF_PROG_TYPE_CGROUP_SKB, 0, Tail::kOptional},
    Rule{"cgroup/sock_create", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE,
         Tail::kOptional},
    Rule{"cgroup/sock_release", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_RELEASE,
         Tail::kOptional},
    Rule{"cgroup/sock", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, Tail::kOptional},
    Rule{"cgroup/post_bind4", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET4_POST_BIND,
         Tail::kOptional},
    Rule{"cgroup/post_bind6", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET6_POST_BIND,
         Tail::kOptional},
    Rule{"cgroup/bind4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_BIND, Tail::kOptional},
    Rule{"cgroup/bind6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_BIND, Tail::kOptional},
    Rule{"cgroup/connect4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_CONNECT,
         Tail::kOptional},
    Rule{"cgroup/connect6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_CONNECT,
         Tail::kOptional},
    Rule{"cgroup/connect_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kCgroupUnixConnect,
         Tail::kOptional},
    Rule{"cgroup/sendmsg4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_SENDMSG,
         Tail::kOptional},
    Rule{"cgroup/sendmsg6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_SENDMSG,
         Tail::kOptional},
    Rule{"cgroup/sendmsg_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kCgroupUnixSendmsg,
         Tail::kOptional},
    Rule{"cgroup/recvmsg4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_RECVMSG,
         Tail::kOptional},
    Rule{"cgroup/recvmsg6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_RECVMSG,
         Tail::kOptional},
    Rule{"cgroup/recvmsg_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kCgroupUnixRecvmsg,
         Tail::kOptional},
    Rule{"cgroup/getpeername4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_GETPEERNAME,
         Tail::kOptional},
    Rule{"cgroup/getpeername6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_GETPEERNAME,
         Tail::kOptional},
    Rule{"cgroup/getpeername_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kCgroupUnixGetpeername,
         Tail::kOptional},
    Rule{"cgroup/getsockname4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_GETSOCKNAME,
         Tail::kOptional},
    Rule{"cgroup/getsockname6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_GETSOCKNAME,
         Tail::kOptional},
    Rule{"cgroup/getsockname_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kCgroupUnixGetsockname,
         Tail::kOptional},
    Rule{"cgroup/sysctl", BPF_PROG_TYPE_CGROUP_SYSCTL, BPF_CGROUP_SYSCTL, Tail::kOptional},
    Rule{"cgroup/getsockopt", BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_GETSOCKOPT, Tail::kOptional},
    Rule{"cgroup/setsockopt", BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_SETSOCKOPT, Tail::kOptional},
    Rule{"cgroup/dev", BPF_PROG_TYPE_CGROUP_DEVICE, BPF_CGROUP_DEVICE, Tail::kOptional},
};

// The rule whose prefix is the whole section or all of it before a '/'; the longest one wins.
const Rule* find_rule(std::string_view section) {
  const Rule* best = nullptr;
  for (const Rule& rule : kRules) {
    bool fits = section.starts_with(rule.prefix) &&
                (section.size() == rule.prefix.size() || section[rule.prefix.size()] == '/');
    if (fits && (!best || rule.prefix.size() > best->prefix.size())) best = &rule;
  }
  return best;
}

}  // namespace

Result<ProgramKind> program_kind(std::string_view section) {
  const Rule* rule = find_rule(section);
  if (!rule) return fail("section '{}': programs of this name are not supported", section);
  std::string_view tail = section.substr(rule->prefix.size());
  if (tail.starts_with('/')) tail.remove_prefix(1);
  if (rule->tail == Tail::kName && tail.empty()) {
    return fail("section '{}': what to attach to is missing: '{}/NAME' expected", section,
                rule->prefix);
  }
  ProgramKind kind{
      rule->program_type, rule->attach_type, rule->flags, std::string(tail), {}, false};
  switch (rule->lookup) {
    case Lookup::kNone:
      break;
    case Lookup::kFunction:
      kind.btf_attach_name = tail;
      break;
    case Lookup::kLsmHook:
      kind.btf_attach_name = fmt::format("bpf_lsm_{}", tail);
      break;
    case Lookup::kIterator:
      kind.btf_attach_name = fmt::format("bpf_iter_{}", tail);
      break;
    case Lookup::kTracepoint:
      kind.btf_attach_name = fmt::format("btf_trace_{}", tail);
      kind.btf_attach_is_typedef = true;
      break;
  }
  return kind;
}

Result<btf::TypeId> attach_id(const ProgramKind& kind, const btf::Btf& target) {
  if (kind.btf_attach_name.empty()) return btf::kVoid;
  for (uint32_t number = 1; number < btf::number(target.end_id()); ++number) {
    btf::TypeId id{number};
    btf::Type type = target.type(id);
    bool right_kind = kind.btf_attach_is_typedef ? std::holds_alternative<btf::Typedef>(type.kind)
                                                 : std::holds_alternative<btf::Func>(type.kind);
    if (right_kind && target.name(type) == kind.btf_attach_name) return id;
  }
  return fail("the target has no {} '{}' to attach to",
              kind.btf_attach_is_typedef ? "TYPEDEF" : "FUNC", kind.btf_attach_name);
}

}  // namespace btfkit::relocator
