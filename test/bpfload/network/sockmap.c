// Programs of the sockets in a map. A parser and a verdict see what arrives, sk_msg what is sent; a
// connection's sockets get into the map by a sockops program.
// REQUIRES: bpf
// RUN: %packet_image %s %t
// RUN: %with_cgroup sh -c 'bpfload run %t.image --events events --attach add=cgroup:$CGROUP --attach sent=sockmap:sockets --attach parse=sockmap:sockets --attach arrived=sockmap:sockets -- sh -c "echo \$$ > \$CGROUP/cgroup.procs; exec python3 %S/../Inputs/use_tcp.py"' | FileCheck %s
// CHECK-DAG: events: 4 bytes: 01 00 00 00
// CHECK-DAG: events: 4 bytes: 02 05 00 00
// CHECK-DAG: events: 4 bytes: 03 05 00 00
// CHECK-DAG: events: 4 bytes: 04 05 00 00
// CHECK-DAG: received 5 bytes

// The sort that needs no parser, and of a sockhash.
// RUN: %with_cgroup sh -c 'bpfload run %t.image --events events --attach add=cgroup:$CGROUP --attach any=sockmap:by_number -- sh -c "echo \$$ > \$CGROUP/cgroup.procs; exec python3 %S/../Inputs/use_tcp.py"' | FileCheck %s --check-prefix=ANY
// ANY-DAG: events: 4 bytes: 05 05 00 00
// ANY-DAG: received 5 bytes

// Pinned they stay, with the map.
// RUN: trap "bpfload detach /sys/fs/bpf/btfkit_m_$$ 2> /dev/null" EXIT
// RUN: P=/sys/fs/bpf/btfkit_m_$$; bpfload load %t.image --pin $P --attach sent=sockmap:sockets; bpfload detach $P; test ! -e $P

// A map has one program of a sort, and other maps have none.
// RUN: not bpfload run %t.image --attach any=sockmap:by_number --attach other=sockmap:by_number -- true 2>&1 | FileCheck %s --check-prefix=TWO
// TWO: bpfload: {{.*}}.image: program 'other': 'sockmap:by_number': BPF_LINK_CREATE: Device or resource busy: it has such a program already
// RUN: not bpfload run %t.image --attach any=sockmap:events -- true 2>&1 | FileCheck %s --check-prefix=MAP
// MAP: bpfload: {{.*}}.image: program 'any': 'sockmap:events': is not a sockmap or sockhash, which alone hold sockets
// RUN: not bpfload run %t.image --attach any=sockmap:nothing -- true 2>&1 | FileCheck %s --check-prefix=NOTHING
// NOTHING: bpfload: {{.*}}.image: program 'any': 'sockmap:nothing': the image has no map 'nothing'
// RUN: not bpfload run %t.image --attach unsaid=sockmap:sockets -- true 2>&1 | FileCheck %s --check-prefix=UNSAID
// UNSAID: bpfload: {{.*}}.image: program 'unsaid': 'sockmap:sockets': its section has to be sk_skb/stream_parser, sk_skb/stream_verdict or sk_skb/verdict
#include "tell.h"

struct {
  __uint(type, BPF_MAP_TYPE_SOCKMAP);
  __uint(max_entries, 8);
  __type(key, __u32);
  __type(value, __u64);
} sockets SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_SOCKHASH);
  __uint(max_entries, 8);
  __type(key, __u32);
  __type(value, __u64);
} by_number SEC(".maps");

SEC("sockops") int add(struct bpf_sock_ops *ctx) {
  __u32 arrives = 0, sends = 1;
  if (ctx->op == BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB) {
    tell(1, 0);
    bpf_sock_map_update(ctx, &sockets, &arrives, BPF_ANY);
    bpf_sock_hash_update(ctx, &by_number, &arrives, BPF_ANY);
  }
  if (ctx->op == BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB) bpf_sock_map_update(ctx, &sockets, &sends, BPF_ANY);
  return 1;
}

SEC("sk_msg") int sent(struct sk_msg_md *ctx) {
  tell(2, ctx->size);
  return SK_PASS;
}

SEC("sk_skb/stream_parser") int parse(struct __sk_buff *ctx) {
  tell(3, ctx->len);
  return ctx->len;
}

SEC("sk_skb/stream_verdict") int arrived(struct __sk_buff *ctx) {
  tell(4, ctx->len);
  return SK_PASS;
}

SEC("sk_skb/verdict") int any(struct __sk_buff *ctx) {
  tell(5, ctx->len);
  return SK_PASS;
}

SEC("sk_skb/verdict") int other(struct __sk_buff *ctx) { return SK_PASS; }
SEC("sk_skb") int unsaid(struct __sk_buff *ctx) { return SK_PASS; }
