// Programs that something else attaches: the message says what.
// REQUIRES: bpf
// RUN: %packet_image %s %t
// RUN: for name in choose enters leaves sends acts calls; do not bpfload run %t.image --attach $name -- true 2>&1; not bpfload run %t.image --attach $name=xdp:lo -- true 2>&1; done | FileCheck %s
// CHECK-COUNT-2: bpfload: {{.*}}.image: program 'choose': type sk_reuseport: goes with a socket of its user's: setsockopt(SO_ATTACH_REUSEPORT_EBPF) attaches it
// CHECK-COUNT-2: bpfload: {{.*}}.image: program 'enters': type lwt_in: goes with a route: `ip route add ... encap bpf in|out|xmit pinned PIN` attaches it
// CHECK-COUNT-2: bpfload: {{.*}}.image: program 'leaves': type lwt_out: goes with a route: `ip route add ... encap bpf in|out|xmit pinned PIN` attaches it
// CHECK-COUNT-2: bpfload: {{.*}}.image: program 'sends': type lwt_xmit: goes with a route: `ip route add ... encap bpf in|out|xmit pinned PIN` attaches it
// CHECK-COUNT-2: bpfload: {{.*}}.image: program 'acts': type sched_act: is the action of a filter: `tc filter add ... action bpf object-pinned PIN` attaches it
// CHECK-COUNT-2: bpfload: {{.*}}.image: program 'calls': type syscall: is only called, by test-run or BPF_PROG_TEST_RUN

// It does.
// RUN: trap "bpfload detach /sys/fs/bpf/btfkit_o_$$ 2> /dev/null" EXIT
// RUN: P=/sys/fs/bpf/btfkit_o_$$; export P; %with_veth sh -c 'bpfload load %t.image --pin $P; ip route add 10.10.0.0/24 encap bpf xmit pinned $P/sends via 10.9.0.2; %udp 10.10.0.1 7; bpftool map dump pinned $P/sent' | FileCheck %s --check-prefix=ROUTE
// ROUTE: "value": 1
#include "tell.h"

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} sent SEC(".maps");

SEC("sk_reuseport") int choose(struct sk_reuseport_md *ctx) { return SK_PASS; }
SEC("lwt_in") int enters(struct __sk_buff *ctx) { return BPF_OK; }
SEC("lwt_out") int leaves(struct __sk_buff *ctx) { return BPF_OK; }
SEC("lwt_xmit") int sends(struct __sk_buff *ctx) {
  __u32 zero = 0, *count = bpf_map_lookup_elem(&sent, &zero);
  if (count) ++*count;
  return BPF_OK;
}
SEC("action") int acts(struct __sk_buff *ctx) { return 0; }
SEC("syscall") int calls(void *ctx) { return 0; }
