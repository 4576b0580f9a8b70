// Section names of BPF programs: the program type that each stands for, and the context that such a
// program is called with.
#pragma once

#include <linux/bpf.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace btfkit::abi {

// What stands behind the prefix.
enum class Tail {
  kOptional,  // "xdp", "xdp/anything"
  kName,      // "raw_tp/sched_switch"
};

// Where the target of the attachment is found in BTF.
enum class Lookup {
  kNone,
  kFunction,
  kLsmHook,
  kIterator,
  kTracepoint,
  kByLoader,  // another program, a map, a probe of a file: only libbpf's loader can tell
};

// Numbers as in enum bpf_prog_type and enum bpf_attach_type of include/uapi/linux/bpf.h. An attach
// type of 0 may mean that the loader chooses.
struct ProgramSection {
  std::string_view prefix;
  uint32_t program_type;
  uint32_t attach_type;
  Tail tail;
  Lookup lookup = Lookup::kNone;
  uint32_t flags = 0;  // BPF_F_*
};

// Newer than the oldest linux/bpf.h that the project is built with.
inline constexpr uint32_t kProgramTypeNetfilter = 32;
inline constexpr uint32_t kNetfilter = 45;
inline constexpr uint32_t kTcxIngress = 46;
inline constexpr uint32_t kTcxEgress = 47;
inline constexpr uint32_t kTraceUprobeMulti = 48;
inline constexpr uint32_t kCgroupUnixConnect = 49;
inline constexpr uint32_t kCgroupUnixSendmsg = 50;
inline constexpr uint32_t kCgroupUnixRecvmsg = 51;
inline constexpr uint32_t kCgroupUnixGetpeername = 52;
inline constexpr uint32_t kCgroupUnixGetsockname = 53;
inline constexpr uint32_t kNetkitPrimary = 54;
inline constexpr uint32_t kNetkitPeer = 55;
inline constexpr uint32_t kTraceKprobeSession = 56;
inline constexpr uint32_t kTraceUprobeSession = 57;

// The names are those that libbpf documents ("Program Types and ELF Sections"). Any of them may
// have
// '/' and more behind it; libbpf allows that for some only.
inline constexpr std::array kProgramSections = {
    ProgramSection{"socket", BPF_PROG_TYPE_SOCKET_FILTER, 0, Tail::kOptional},
    ProgramSection{"sk_reuseport/migrate", BPF_PROG_TYPE_SK_REUSEPORT,
                   BPF_SK_REUSEPORT_SELECT_OR_MIGRATE, Tail::kOptional},
    ProgramSection{"sk_reuseport", BPF_PROG_TYPE_SK_REUSEPORT, BPF_SK_REUSEPORT_SELECT,
                   Tail::kOptional},
    ProgramSection{"kprobe", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    ProgramSection{"kretprobe", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    ProgramSection{"uprobe.s", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional, Lookup::kNone,
                   BPF_F_SLEEPABLE},
    ProgramSection{"uprobe", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    ProgramSection{"uretprobe.s", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional, Lookup::kNone,
                   BPF_F_SLEEPABLE},
    ProgramSection{"uretprobe", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    ProgramSection{"kprobe.multi", BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI, Tail::kOptional},
    ProgramSection{"kretprobe.multi", BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI,
                   Tail::kOptional},
    ProgramSection{"kprobe.session", BPF_PROG_TYPE_KPROBE, kTraceKprobeSession, Tail::kOptional},
    ProgramSection{"uprobe.multi", BPF_PROG_TYPE_KPROBE, kTraceUprobeMulti, Tail::kOptional},
    ProgramSection{"uprobe.multi.s", BPF_PROG_TYPE_KPROBE, kTraceUprobeMulti, Tail::kOptional,
                   Lookup::kNone, BPF_F_SLEEPABLE},
    ProgramSection{"uretprobe.multi", BPF_PROG_TYPE_KPROBE, kTraceUprobeMulti, Tail::kOptional},
    ProgramSection{"uretprobe.multi.s", BPF_PROG_TYPE_KPROBE, kTraceUprobeMulti, Tail::kOptional,
                   Lookup::kNone, BPF_F_SLEEPABLE},
    ProgramSection{"uprobe.session", BPF_PROG_TYPE_KPROBE, kTraceUprobeSession, Tail::kOptional},
    ProgramSection{"uprobe.session.s", BPF_PROG_TYPE_KPROBE, kTraceUprobeSession, Tail::kOptional,
                   Lookup::kNone, BPF_F_SLEEPABLE},
    ProgramSection{"ksyscall", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    ProgramSection{"kretsyscall", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    ProgramSection{"usdt", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional},
    ProgramSection{"usdt.s", BPF_PROG_TYPE_KPROBE, 0, Tail::kOptional, Lookup::kNone,
                   BPF_F_SLEEPABLE},
    ProgramSection{"tc/ingress", BPF_PROG_TYPE_SCHED_CLS, kTcxIngress, Tail::kOptional},
    ProgramSection{"tc/egress", BPF_PROG_TYPE_SCHED_CLS, kTcxEgress, Tail::kOptional},
    ProgramSection{"tcx/ingress", BPF_PROG_TYPE_SCHED_CLS, kTcxIngress, Tail::kOptional},
    ProgramSection{"tcx/egress", BPF_PROG_TYPE_SCHED_CLS, kTcxEgress, Tail::kOptional},
    ProgramSection{"netkit/primary", BPF_PROG_TYPE_SCHED_CLS, kNetkitPrimary, Tail::kOptional},
    ProgramSection{"netkit/peer", BPF_PROG_TYPE_SCHED_CLS, kNetkitPeer, Tail::kOptional},
    ProgramSection{"tc", BPF_PROG_TYPE_SCHED_CLS, 0, Tail::kOptional},
    ProgramSection{"classifier", BPF_PROG_TYPE_SCHED_CLS, 0, Tail::kOptional},
    ProgramSection{"action", BPF_PROG_TYPE_SCHED_ACT, 0, Tail::kOptional},
    ProgramSection{"tracepoint", BPF_PROG_TYPE_TRACEPOINT, 0, Tail::kName},
    ProgramSection{"tp", BPF_PROG_TYPE_TRACEPOINT, 0, Tail::kName},
    ProgramSection{"tracepoint.s", BPF_PROG_TYPE_TRACEPOINT, 0, Tail::kName, Lookup::kNone,
                   BPF_F_SLEEPABLE},
    ProgramSection{"tp.s", BPF_PROG_TYPE_TRACEPOINT, 0, Tail::kName, Lookup::kNone,
                   BPF_F_SLEEPABLE},
    ProgramSection{"raw_tracepoint.w", BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE, 0, Tail::kName},
    ProgramSection{"raw_tracepoint", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, Tail::kName},
    ProgramSection{"raw_tp.w", BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE, 0, Tail::kName},
    ProgramSection{"raw_tp", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, Tail::kName},
    ProgramSection{"raw_tracepoint.s", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, Tail::kName, Lookup::kNone,
                   BPF_F_SLEEPABLE},
    ProgramSection{"raw_tp.s", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, Tail::kName, Lookup::kNone,
                   BPF_F_SLEEPABLE},
    ProgramSection{"tp_btf", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, Tail::kName,
                   Lookup::kTracepoint},
    ProgramSection{"tp_btf.s", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, Tail::kName,
                   Lookup::kTracepoint, BPF_F_SLEEPABLE},
    ProgramSection{"fentry.s", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, Tail::kName,
                   Lookup::kFunction, BPF_F_SLEEPABLE},
    ProgramSection{"fentry", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, Tail::kName,
                   Lookup::kFunction},
    ProgramSection{"fmod_ret.s", BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, Tail::kName,
                   Lookup::kFunction, BPF_F_SLEEPABLE},
    ProgramSection{"fmod_ret", BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, Tail::kName,
                   Lookup::kFunction},
    ProgramSection{"fexit.s", BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, Tail::kName,
                   Lookup::kFunction, BPF_F_SLEEPABLE},
    ProgramSection{"fexit", BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, Tail::kName, Lookup::kFunction},
    ProgramSection{"fsession", BPF_PROG_TYPE_TRACING, 0, Tail::kName, Lookup::kByLoader},
    ProgramSection{"fsession.s", BPF_PROG_TYPE_TRACING, 0, Tail::kName, Lookup::kByLoader,
                   BPF_F_SLEEPABLE},
    ProgramSection{"fsession.multi", BPF_PROG_TYPE_TRACING, 0, Tail::kOptional, Lookup::kByLoader},
    ProgramSection{"fsession.multi.s", BPF_PROG_TYPE_TRACING, 0, Tail::kOptional, Lookup::kByLoader,
                   BPF_F_SLEEPABLE},
    ProgramSection{"fentry.multi", BPF_PROG_TYPE_TRACING, 0, Tail::kOptional, Lookup::kByLoader},
    ProgramSection{"fentry.multi.s", BPF_PROG_TYPE_TRACING, 0, Tail::kOptional, Lookup::kByLoader,
                   BPF_F_SLEEPABLE},
    ProgramSection{"fexit.multi", BPF_PROG_TYPE_TRACING, 0, Tail::kOptional, Lookup::kByLoader},
    ProgramSection{"fexit.multi.s", BPF_PROG_TYPE_TRACING, 0, Tail::kOptional, Lookup::kByLoader,
                   BPF_F_SLEEPABLE},
    ProgramSection{"freplace", BPF_PROG_TYPE_EXT, 0, Tail::kOptional, Lookup::kByLoader},
    ProgramSection{"lsm.s", BPF_PROG_TYPE_LSM, BPF_LSM_MAC, Tail::kName, Lookup::kLsmHook,
                   BPF_F_SLEEPABLE},
    ProgramSection{"lsm", BPF_PROG_TYPE_LSM, BPF_LSM_MAC, Tail::kName, Lookup::kLsmHook},
    ProgramSection{"lsm_cgroup", BPF_PROG_TYPE_LSM, BPF_LSM_CGROUP, Tail::kName, Lookup::kLsmHook},
    ProgramSection{"iter.s", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, Tail::kName, Lookup::kIterator,
                   BPF_F_SLEEPABLE},
    ProgramSection{"iter", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, Tail::kName, Lookup::kIterator},
    ProgramSection{"syscall", BPF_PROG_TYPE_SYSCALL, 0, Tail::kOptional, Lookup::kNone,
                   BPF_F_SLEEPABLE},
    ProgramSection{"xdp.frags/devmap", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP, Tail::kOptional,
                   Lookup::kNone, BPF_F_XDP_HAS_FRAGS},
    ProgramSection{"xdp/devmap", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP, Tail::kOptional},
    ProgramSection{"xdp.frags/cpumap", BPF_PROG_TYPE_XDP, BPF_XDP_CPUMAP, Tail::kOptional,
                   Lookup::kNone, BPF_F_XDP_HAS_FRAGS},
    ProgramSection{"xdp/cpumap", BPF_PROG_TYPE_XDP, BPF_XDP_CPUMAP, Tail::kOptional},
    ProgramSection{"xdp.frags", BPF_PROG_TYPE_XDP, BPF_XDP, Tail::kOptional, Lookup::kNone,
                   BPF_F_XDP_HAS_FRAGS},
    ProgramSection{"xdp", BPF_PROG_TYPE_XDP, BPF_XDP, Tail::kOptional},
    ProgramSection{"perf_event", BPF_PROG_TYPE_PERF_EVENT, 0, Tail::kOptional},
    ProgramSection{"lwt_in", BPF_PROG_TYPE_LWT_IN, 0, Tail::kOptional},
    ProgramSection{"lwt_out", BPF_PROG_TYPE_LWT_OUT, 0, Tail::kOptional},
    ProgramSection{"lwt_xmit", BPF_PROG_TYPE_LWT_XMIT, 0, Tail::kOptional},
    ProgramSection{"lwt_seg6local", BPF_PROG_TYPE_LWT_SEG6LOCAL, 0, Tail::kOptional},
    ProgramSection{"sockops", BPF_PROG_TYPE_SOCK_OPS, BPF_CGROUP_SOCK_OPS, Tail::kOptional},
    ProgramSection{"sk_skb/stream_parser", BPF_PROG_TYPE_SK_SKB, BPF_SK_SKB_STREAM_PARSER,
                   Tail::kOptional},
    ProgramSection{"sk_skb/stream_verdict", BPF_PROG_TYPE_SK_SKB, BPF_SK_SKB_STREAM_VERDICT,
                   Tail::kOptional},
    ProgramSection{"sk_skb/verdict", BPF_PROG_TYPE_SK_SKB, BPF_SK_SKB_VERDICT, Tail::kOptional},
    ProgramSection{"sk_skb", BPF_PROG_TYPE_SK_SKB, 0, Tail::kOptional},
    ProgramSection{"sk_msg", BPF_PROG_TYPE_SK_MSG, BPF_SK_MSG_VERDICT, Tail::kOptional},
    ProgramSection{"lirc_mode2", BPF_PROG_TYPE_LIRC_MODE2, BPF_LIRC_MODE2, Tail::kOptional},
    ProgramSection{"flow_dissector", BPF_PROG_TYPE_FLOW_DISSECTOR, BPF_FLOW_DISSECTOR,
                   Tail::kOptional},
    ProgramSection{"struct_ops", BPF_PROG_TYPE_STRUCT_OPS, 0, Tail::kOptional, Lookup::kByLoader},
    ProgramSection{"struct_ops.s", BPF_PROG_TYPE_STRUCT_OPS, 0, Tail::kOptional, Lookup::kByLoader,
                   BPF_F_SLEEPABLE},
    ProgramSection{"sk_lookup", BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP, Tail::kOptional},
    ProgramSection{"netfilter", kProgramTypeNetfilter, kNetfilter, Tail::kOptional},
    ProgramSection{"cgroup_skb/ingress", BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_INGRESS,
                   Tail::kOptional},
    ProgramSection{"cgroup_skb/egress", BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_EGRESS,
                   Tail::kOptional},
    ProgramSection{"cgroup/skb", BPF_PROG_TYPE_CGROUP_SKB, 0, Tail::kOptional},
    ProgramSection{"cgroup/sock_create", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE,
                   Tail::kOptional},
    ProgramSection{"cgroup/sock_release", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_RELEASE,
                   Tail::kOptional},
    ProgramSection{"cgroup/sock", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE,
                   Tail::kOptional},
    ProgramSection{"cgroup/post_bind4", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET4_POST_BIND,
                   Tail::kOptional},
    ProgramSection{"cgroup/post_bind6", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET6_POST_BIND,
                   Tail::kOptional},
    ProgramSection{"cgroup/bind4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_BIND,
                   Tail::kOptional},
    ProgramSection{"cgroup/bind6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_BIND,
                   Tail::kOptional},
    ProgramSection{"cgroup/connect4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_CONNECT,
                   Tail::kOptional},
    ProgramSection{"cgroup/connect6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_CONNECT,
                   Tail::kOptional},
    ProgramSection{"cgroup/connect_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kCgroupUnixConnect,
                   Tail::kOptional},
    ProgramSection{"cgroup/sendmsg4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_SENDMSG,
                   Tail::kOptional},
    ProgramSection{"cgroup/sendmsg6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_SENDMSG,
                   Tail::kOptional},
    ProgramSection{"cgroup/sendmsg_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kCgroupUnixSendmsg,
                   Tail::kOptional},
    ProgramSection{"cgroup/recvmsg4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_RECVMSG,
                   Tail::kOptional},
    ProgramSection{"cgroup/recvmsg6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_RECVMSG,
                   Tail::kOptional},
    ProgramSection{"cgroup/recvmsg_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kCgroupUnixRecvmsg,
                   Tail::kOptional},
    ProgramSection{"cgroup/getpeername4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR,
                   BPF_CGROUP_INET4_GETPEERNAME, Tail::kOptional},
    ProgramSection{"cgroup/getpeername6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR,
                   BPF_CGROUP_INET6_GETPEERNAME, Tail::kOptional},
    ProgramSection{"cgroup/getpeername_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR,
                   kCgroupUnixGetpeername, Tail::kOptional},
    ProgramSection{"cgroup/getsockname4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR,
                   BPF_CGROUP_INET4_GETSOCKNAME, Tail::kOptional},
    ProgramSection{"cgroup/getsockname6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR,
                   BPF_CGROUP_INET6_GETSOCKNAME, Tail::kOptional},
    ProgramSection{"cgroup/getsockname_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR,
                   kCgroupUnixGetsockname, Tail::kOptional},
    ProgramSection{"cgroup/sysctl", BPF_PROG_TYPE_CGROUP_SYSCTL, BPF_CGROUP_SYSCTL,
                   Tail::kOptional},
    ProgramSection{"cgroup/getsockopt", BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_GETSOCKOPT,
                   Tail::kOptional},
    ProgramSection{"cgroup/setsockopt", BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_SETSOCKOPT,
                   Tail::kOptional},
    ProgramSection{"cgroup/dev", BPF_PROG_TYPE_CGROUP_DEVICE, BPF_CGROUP_DEVICE, Tail::kOptional},
};

// The section whose prefix is the whole name or all of it before a '/'; the longest one wins. Null
// if no program type has such a name.
constexpr const ProgramSection* find_program_section(std::string_view name) {
  const ProgramSection* best = nullptr;
  for (const ProgramSection& section : kProgramSections) {
    const std::size_t size = section.prefix.size();
    const bool fits =
        name.starts_with(section.prefix) && (name.size() == size || name[size] == '/');
    if (fits && (best == nullptr || size > best->prefix.size())) best = &section;
  }
  return best;
}

enum class ContextKind {
  kStruct,     // one of `structs`
  kArguments,  // an array of u64, the arguments of what is traced; or one of `structs`
  kIterator,   // struct bpf_iter__NAME, of section iter/NAME
  kInteger,    // an unsigned int
  kAny,        // the user's own struct
};

// What the one parameter of a program points to. The first of `structs` is the one to name in C;
// the others are the same context by other names.
struct Context {
  ContextKind kind = ContextKind::kAny;
  std::array<std::string_view, 4> structs;
};

struct ProgramContext {
  uint32_t program_type;
  Context context;
};

// include/linux/bpf_types.h of the kernel; the register structs are those of its architectures
// (bpf_user_pt_regs_t).
inline constexpr std::array kProgramContexts = {
    ProgramContext{BPF_PROG_TYPE_SOCKET_FILTER, {ContextKind::kStruct, {"__sk_buff"}}},
    ProgramContext{BPF_PROG_TYPE_KPROBE,
                   {ContextKind::kStruct, {"pt_regs", "user_pt_regs", "user_regs_struct"}}},
    ProgramContext{BPF_PROG_TYPE_SCHED_CLS, {ContextKind::kStruct, {"__sk_buff"}}},
    ProgramContext{BPF_PROG_TYPE_SCHED_ACT, {ContextKind::kStruct, {"__sk_buff"}}},
    ProgramContext{BPF_PROG_TYPE_TRACEPOINT, {ContextKind::kAny, {}}},
    ProgramContext{BPF_PROG_TYPE_XDP, {ContextKind::kStruct, {"xdp_md"}}},
    // Begins with the registers.
    ProgramContext{BPF_PROG_TYPE_PERF_EVENT,
                   {ContextKind::kStruct,
                    {"bpf_perf_event_data", "pt_regs", "user_pt_regs", "user_regs_struct"}}},
    ProgramContext{BPF_PROG_TYPE_CGROUP_SKB, {ContextKind::kStruct, {"__sk_buff"}}},
    ProgramContext{BPF_PROG_TYPE_CGROUP_SOCK, {ContextKind::kStruct, {"bpf_sock"}}},
    ProgramContext{BPF_PROG_TYPE_LWT_IN, {ContextKind::kStruct, {"__sk_buff"}}},
    ProgramContext{BPF_PROG_TYPE_LWT_OUT, {ContextKind::kStruct, {"__sk_buff"}}},
    ProgramContext{BPF_PROG_TYPE_LWT_XMIT, {ContextKind::kStruct, {"__sk_buff"}}},
    ProgramContext{BPF_PROG_TYPE_LWT_SEG6LOCAL, {ContextKind::kStruct, {"__sk_buff"}}},
    ProgramContext{BPF_PROG_TYPE_SOCK_OPS, {ContextKind::kStruct, {"bpf_sock_ops"}}},
    ProgramContext{BPF_PROG_TYPE_SK_SKB, {ContextKind::kStruct, {"__sk_buff"}}},
    ProgramContext{BPF_PROG_TYPE_CGROUP_DEVICE, {ContextKind::kStruct, {"bpf_cgroup_dev_ctx"}}},
    ProgramContext{BPF_PROG_TYPE_SK_MSG, {ContextKind::kStruct, {"sk_msg_md"}}},
    ProgramContext{BPF_PROG_TYPE_RAW_TRACEPOINT,
                   {ContextKind::kArguments, {"bpf_raw_tracepoint_args"}}},
    ProgramContext{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, {ContextKind::kStruct, {"bpf_sock_addr"}}},
    ProgramContext{BPF_PROG_TYPE_LIRC_MODE2, {ContextKind::kInteger, {}}},
    ProgramContext{BPF_PROG_TYPE_SK_REUSEPORT, {ContextKind::kStruct, {"sk_reuseport_md"}}},
    ProgramContext{BPF_PROG_TYPE_FLOW_DISSECTOR, {ContextKind::kStruct, {"__sk_buff"}}},
    ProgramContext{BPF_PROG_TYPE_CGROUP_SYSCTL, {ContextKind::kStruct, {"bpf_sysctl"}}},
    ProgramContext{BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE,
                   {ContextKind::kArguments, {"bpf_raw_tracepoint_args"}}},
    ProgramContext{BPF_PROG_TYPE_CGROUP_SOCKOPT, {ContextKind::kStruct, {"bpf_sockopt"}}},
    ProgramContext{BPF_PROG_TYPE_TRACING, {ContextKind::kArguments, {}}},
    ProgramContext{BPF_PROG_TYPE_STRUCT_OPS, {ContextKind::kArguments, {}}},
    ProgramContext{BPF_PROG_TYPE_EXT, {ContextKind::kAny, {}}},
    ProgramContext{BPF_PROG_TYPE_LSM, {ContextKind::kArguments, {}}},
    ProgramContext{BPF_PROG_TYPE_SK_LOOKUP, {ContextKind::kStruct, {"bpf_sk_lookup"}}},
    ProgramContext{BPF_PROG_TYPE_SYSCALL, {ContextKind::kAny, {}}},
    ProgramContext{kProgramTypeNetfilter, {ContextKind::kStruct, {"bpf_nf_ctx"}}},
};

constexpr Context context_of(const ProgramSection& section) {
  if (section.lookup == Lookup::kIterator) return {ContextKind::kIterator, {}};
  for (const ProgramContext& each : kProgramContexts) {
    if (each.program_type == section.program_type) return each.context;
  }
  return {};
}

// Whether programs of some type are called with a struct of this name.
constexpr bool is_context(std::string_view name) {
  if (name.starts_with("bpf_iter__")) return true;
  for (const ProgramContext& each : kProgramContexts) {
    for (const std::string_view known : each.context.structs) {
      if (!known.empty() && known == name) return true;
    }
  }
  return false;
}

}  // namespace btfkit::abi
