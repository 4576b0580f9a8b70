// TC programs on one end of a cable. The port says which way a packet went: 7 arrives, 8 leaves.
// REQUIRES: bpf
// RUN: %packet_image %s %t
// `tc` is a link where the kernel has them, and otherwise what `clsact` is. Programs run in the order
// in which they were attached.
// RUN: %with_veth bpfload run %t.image --attach in=tc.ingress:v0 --attach out=tc.egress:v0 --attach any=tc.egress:v0 --events events -- sh -c 'ip netns exec peer %udp 10.9.0.1 7; %udp 10.9.0.2 8' | FileCheck %s --implicit-check-not={{.}}
// RUN: %with_veth bpfload run %t.image --attach in=clsact.ingress:v0 --attach out=clsact.egress:v0 --attach any=clsact.egress:v0 --events events -- sh -c 'ip netns exec peer %udp 10.9.0.1 7; %udp 10.9.0.2 8' | FileCheck %s --implicit-check-not={{.}}
// CHECK: events: 4 bytes: 01 07 00 00
// CHECK-NEXT: events: 4 bytes: 02 08 00 00
// CHECK-NEXT: events: 4 bytes: 03 08 00 00

// A program of the user's choice of direction.
// RUN: %with_veth bpfload run %t.image --attach any=tc.ingress:v0 --events events -- ip netns exec peer %udp 10.9.0.1 7 | FileCheck %s --check-prefix=ANY
// ANY: events: 4 bytes: 03 07 00 00

// The queueing discipline is made for a filter and goes with the last one; one that was there stays.
// RUN: %with_veth sh -c 'bpfload run %t.image --attach any=clsact.ingress:v0 -- tc qdisc show dev v0 clsact; echo after; tc qdisc show dev v0 clsact' | FileCheck %s --check-prefix=MADE --implicit-check-not=qdisc --implicit-check-not=filter
// MADE: qdisc clsact ffff: {{.*}}parent ffff:fff1
// MADE-NEXT: after
// RUN: %with_veth sh -c 'tc qdisc add dev v0 clsact; bpfload run %t.image --attach any=clsact.ingress:v0 -- tc filter show dev v0 ingress; echo after; tc qdisc show dev v0 clsact; tc filter show dev v0 ingress' | FileCheck %s --check-prefix=THERE --implicit-check-not=qdisc --implicit-check-not=filter
// THERE: filter protocol all pref 49152 bpf chain 0
// THERE-NEXT: filter protocol all pref 49152 bpf chain 0 handle 0x1 bpfload:any direct-action
// THERE-NEXT: after
// THERE-NEXT: qdisc clsact ffff: {{.*}}parent ffff:fff1

// Of two loads, whichever goes last takes the discipline with it, and pins hold filters.
// RUN: trap "bpfload detach /sys/fs/bpf/btfkit_t_$$ 2> /dev/null; bpfload detach /sys/fs/bpf/btfkit_u_$$ 2> /dev/null" EXIT
// RUN: P=/sys/fs/bpf/btfkit_t_$$ Q=/sys/fs/bpf/btfkit_u_$$; export P Q; %with_veth sh -c 'bpfload load %t.image --pin $P --attach in=clsact.ingress:v0 --attach in=clsact.ingress:lo; bpfload load %t.image --pin $Q --attach out=clsact.egress:v0; LC_ALL=C ls $P; bpfload detach $P; echo first; tc qdisc show clsact; tc filter show dev v0 ingress; tc filter show dev v0 egress; bpfload detach $Q; echo second; tc qdisc show clsact' | FileCheck %s --check-prefix=PINNED --implicit-check-not=qdisc --implicit-check-not=filter
// PINNED: filter-in-2-net{{[0-9]+}}
// PINNED-NEXT: filter-in-net{{[0-9]+}}
// PINNED: first
// PINNED-NEXT: qdisc clsact ffff: dev v0
// PINNED-NEXT: filter protocol all pref 49153
// PINNED-NEXT: filter protocol all pref 49153 bpf chain 0 handle 0x1 bpfload+clsact:out direct-action
// PINNED-NEXT: second

// It stays for a filter of somebody else's.
// RUN: P=/sys/fs/bpf/btfkit_t_$$; export P; %with_veth sh -c 'bpfload load %t.image --pin $P --attach in=clsact.ingress:v0; tc filter add dev v0 egress bpf da object-pinned $P/out; bpfload detach $P; tc filter show dev v0 ingress; tc filter show dev v0 egress' | FileCheck %s --check-prefix=OTHERS --implicit-check-not=bpfload
// OTHERS: handle 0x1 out{{.*}} direct-action

// Another network namespace has none of its filters, and what cannot be found is not forgotten.
// RUN: P=/sys/fs/bpf/btfkit_t_$$; export P; %with_veth sh -c 'bpfload load %t.image --pin $P --attach in=clsact.ingress:v0; nsenter --net=/run/netns/peer bpfload detach $P 2>&1; tc qdisc show clsact; bpfload detach $P; tc qdisc show clsact' | FileCheck %s --check-prefix=ELSEWHERE
// ELSEWHERE: bpfload: /sys/fs/bpf/btfkit_t_{{[0-9]+}}/filter-in-net{{[0-9]+}}: its filter is in another network namespace than this one, which is {{[0-9]+$}}
// ELSEWHERE-NEXT: qdisc clsact
// ELSEWHERE-NOT: qdisc

// A failure takes the discipline and the first filter away again.
// RUN: %with_veth sh -c 'bpfload run %t.image --attach in=clsact.ingress:v0 --attach out=tc.egress:nosuchif -- true 2>&1; tc qdisc show clsact' | FileCheck %s --check-prefix=FAILED --implicit-check-not=qdisc
// FAILED: bpfload: {{.*}}.image: program 'out': 'tc.egress:nosuchif': No such device
// RUN: %with_veth sh -c 'tc qdisc add dev v0 ingress; bpfload run %t.image --attach out=clsact.egress:v0 -- true 2>&1; tc qdisc show dev v0 ingress' | FileCheck %s --check-prefix=INGRESS
// INGRESS: bpfload: {{.*}}.image: program 'out': 'clsact.egress:v0': has qdisc ingress, which has to be clsact
// INGRESS-NEXT: qdisc ingress
// RUN: P=/sys/fs/bpf/btfkit_t_$$; export P; %with_veth sh -c 'bpfload load %t.image --pin $P; tc qdisc add dev v0 clsact; tc filter add dev v0 ingress prio 65535 bpf da object-pinned $P/any; bpfload run %t.image --attach in=clsact.ingress:v0 -- true 2>&1; bpfload detach $P' | FileCheck %s --check-prefix=LAST
// LAST: bpfload: {{.*}}.image: program 'in': 'clsact.ingress:v0': has a filter with the last priority

// RUN: not bpfload run %t.image --attach in=tc.egress:lo 2>&1 | FileCheck %s --check-prefix=DIRECTION
// DIRECTION: bpfload: {{.*}}.image: program 'in': 'tc.egress:lo': does not go with type sched_cls, attach type 46
#include <linux/pkt_cls.h>

#include "tell.h"

static inline int see(struct __sk_buff *ctx, __u32 who) {
  __u32 port = FRAME_PORT(ctx);
  if (port != 0) tell(who, port);
  return TC_ACT_UNSPEC;
}

SEC("tc/ingress") int in(struct __sk_buff *ctx) { return see(ctx, 1); }
SEC("tc/egress") int out(struct __sk_buff *ctx) { return see(ctx, 2); }
SEC("tc") int any(struct __sk_buff *ctx) { return see(ctx, 3); }
