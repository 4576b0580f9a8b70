// A program's parameter is the context of its section. A context of another program type is an error
// at the parameter, with the right one as a fix-it; a type that isn't known to be one, a warning.
// RUN: not %clangxx_btf -fdiagnostics-parseable-fixits -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx_btf -Werror -fplugin-arg-btf-no-context-type -fplugin-arg-btf-no-context-name -c %s -o %t.o
#include <btfkit/bpf.hpp>

struct __sk_buff { unsigned len; };
struct xdp_md { unsigned data; };
struct pt_regs { unsigned long r15; };
struct bpf_sock { unsigned bound_dev_if; };
struct bpf_sock_addr { unsigned user_family; };
struct bpf_iter__task { void* meta; };
struct bpf_iter__tcp { void* meta; };
struct own { unsigned len; };

// CHECK: context-type.cpp:[[@LINE+3]]:20: error: a program in section 'xdp' is called with 'struct xdp_md *', not with 'struct __sk_buff *' [btf-context-type]
// CHECK: fix-it:{{.*}}:{[[@LINE+2]]:20-[[@LINE+2]]:36}:"struct xdp_md"
SEC("xdp")
int as_skb(        struct __sk_buff* skb) { return skb->len; }
// CHECK: [[@LINE+2]]:{{[0-9]+}}: error: a program in section 'tc/ingress' is called with 'struct __sk_buff *'
// CHECK: fix-it:{{.*}}:{[[@LINE+1]]:39-[[@LINE+1]]:45}:"struct __sk_buff"
SEC("tc/ingress") int qualified(const xdp_md* ctx) { return ctx->data; }
// CHECK: [[@LINE+2]]:{{[0-9]+}}: error: a program in section 'socket' is called with 'struct __sk_buff *', not with 'xdp_md &'
// CHECK: fix-it:{{.*}}:"struct __sk_buff"
SEC("socket") int reference(xdp_md& ctx) { return ctx.data; }
// CHECK: error: a program in section 'kprobe/do_exit' is called with 'struct pt_regs *'
SEC("kprobe/do_exit") int probe(struct __sk_buff* ctx) { return ctx->len; }
// CHECK: error: a program in section 'cgroup/sock_create' is called with 'struct bpf_sock *'
SEC("cgroup/sock_create") int sock(struct bpf_sock_addr* ctx) { return 1; }
// CHECK: error: a program in section 'cgroup/connect4' is called with 'struct bpf_sock_addr *'
SEC("cgroup/connect4") int addr(struct bpf_sock* ctx) { return 1; }
// CHECK: error: a program in section 'iter/task' is called with 'struct bpf_iter__task *'
SEC("iter/task") int iterate(struct bpf_iter__tcp* ctx) { return 0; }
// CHECK: error: a program in section 'fentry/do_exit' is called with 'unsigned long long *'
SEC("fentry/do_exit") int entry(struct pt_regs* ctx) { return 0; }
// CHECK: error: a program in section 'raw_tp/sched_switch' is called with 'struct bpf_raw_tracepoint_args *'
SEC("raw_tp/sched_switch") int raw(struct xdp_md* ctx) { return 0; }
// CHECK: error: a program in section 'lirc_mode2' is called with 'unsigned int *'
SEC("lirc_mode2") int remote_control(struct __sk_buff* ctx) { return 0; }
namespace inner {
// CHECK: error: a program in section '?xdp.frags' is called with 'struct xdp_md *'
extern "C" { SEC("?xdp.frags") int optional(struct __sk_buff* ctx) { return 0; } }
}
template <class Context> SEC("xdp") int generic(Context* ctx) { return 0; }
// CHECK: error: a program in section 'xdp' is called with 'struct xdp_md *', not with 'bpf_sock *'
template int generic(bpf_sock*);
template int generic(xdp_md*);

// CHECK: warning: a program in section 'tc' is called with 'struct __sk_buff *'; 'struct own *' is not known to stand for it {{.*}} [btf-context-name]
SEC("tc") int by_own_name(struct own* ctx) { return 0; }
// CHECK: warning: {{.*}}; 'long' is not known to stand for it
SEC("tc") int by_number(long ctx) { return 0; }
LICENSE("GPL");
// CHECK: 2 warnings and 12 errors generated
