// Programs whose parameter fits their section: each context by its name, as void *, as the user's own
// class that says which it stands for, and not at all.
// RUN: %clangxx_btf -Werror -c %s -o %t.o
#include <btfkit/bpf.hpp>

struct __sk_buff { unsigned len; };
struct xdp_md;
struct pt_regs;
struct user_pt_regs;
struct bpf_perf_event_data;
struct bpf_raw_tracepoint_args;
struct bpf_iter__task;
struct task_arguments { unsigned long task; };

#define PROGRAM(name, section, context) SEC(section) int name(context) { return 0; }
PROGRAM(f01, "socket", struct __sk_buff*)
PROGRAM(f02, "tcx/ingress", struct __sk_buff*)
PROGRAM(f03, "tc", const __sk_buff*)
PROGRAM(f04, "classifier", __sk_buff&)
PROGRAM(f05, "action", __sk_buff*)
PROGRAM(f06, "xdp/devmap", struct xdp_md*)
PROGRAM(f07, "kprobe/f", struct pt_regs*)
PROGRAM(f08, "uretprobe.s//bin/sh:f", struct user_pt_regs*)
PROGRAM(f09, "ksyscall/read", struct pt_regs*)
PROGRAM(f10, "usdt/libc:libc:setjmp", struct pt_regs*)
PROGRAM(f11, "tracepoint/syscalls/sys_enter_read", task_arguments*)
PROGRAM(f12, "raw_tp/sched_switch", struct bpf_raw_tracepoint_args*)
PROGRAM(f13, "raw_tp/sched_switch", unsigned long long*)
PROGRAM(f14, "perf_event", struct bpf_perf_event_data*)
PROGRAM(f15, "perf_event", struct pt_regs*)
PROGRAM(f16, "cgroup_skb/egress", struct __sk_buff*)
PROGRAM(f17, "cgroup/skb", struct __sk_buff*)
PROGRAM(f18, "cgroup/sock", struct bpf_sock*)
PROGRAM(f19, "cgroup/post_bind4", struct bpf_sock*)
PROGRAM(f20, "cgroup/sendmsg_unix", struct bpf_sock_addr*)
PROGRAM(f21, "cgroup/sysctl", struct bpf_sysctl*)
PROGRAM(f22, "cgroup/dev", struct bpf_cgroup_dev_ctx*)
PROGRAM(f23, "cgroup/getsockopt", struct bpf_sockopt*)
PROGRAM(f24, "sockops", struct bpf_sock_ops*)
PROGRAM(f25, "sk_msg", struct sk_msg_md*)
PROGRAM(f26, "sk_skb/stream_verdict", struct __sk_buff*)
PROGRAM(f27, "sk_lookup", struct bpf_sk_lookup*)
PROGRAM(f28, "sk_reuseport/migrate", struct sk_reuseport_md*)
PROGRAM(f29, "flow_dissector", struct __sk_buff*)
PROGRAM(f30, "lirc_mode2", unsigned*)
PROGRAM(f31, "lwt_xmit", struct __sk_buff*)
PROGRAM(f32, "lsm.s/file_open", unsigned long long*)
PROGRAM(f33, "fexit/f", unsigned long*)
PROGRAM(f34, "fmod_ret/f", task_arguments*)
PROGRAM(f35, "tp_btf/sched_switch", unsigned long long*)
PROGRAM(f36, "struct_ops/init", unsigned long long*)
PROGRAM(f37, "iter.s/task", struct bpf_iter__task*)
PROGRAM(f38, "syscall", task_arguments*)
PROGRAM(f39, "netfilter", struct bpf_nf_ctx*)
PROGRAM(f40, "freplace/f", struct xdp_md*)
PROGRAM(f41, "xdp", void*)
PROGRAM(f42, "xdp", )
PROGRAM(f43, "?xdp.frags", struct xdp_md*)

// The user's own, for the kernel's.
struct [[btf::name("xdp_md")]] frame { unsigned data; };
PROGRAM(f50, "xdp", frame*)
struct packet : __sk_buff { unsigned length() const { return len; } };
PROGRAM(f51, "tc", packet*)
struct bpf_iter__task___old;
PROGRAM(f52, "iter/task", bpf_iter__task___old*)
namespace kernel { struct xdp_md; }
PROGRAM(f53, "xdp", kernel::xdp_md*)
using context = xdp_md;
PROGRAM(f54, "xdp", context*)

// Not programs.
__attribute__((section(".text.hot"))) int hot(struct __sk_buff* skb) { return skb->len; }
int plain(struct own*) { return 0; }
