// Where the kernel has no links for TC (before 6.6) and sockmaps (before 6.10), programs are attached
// without one, and are gone all the same when they are to be.
// REQUIRES: bpf
// RUN: %packet_image %s %t
// RUN: %with_veth %without_links bpfload run %t.image --attach see=tc.ingress:v0 --events events -- sh -c 'tc filter show dev v0 ingress; ip netns exec peer %udp 10.9.0.1 7' | FileCheck %s --check-prefix=TC
// TC: handle 0x1 bpfload+clsact:see direct-action
// TC: events: 4 bytes: 01 07 00 00
// RUN: %with_veth sh -c '%without_links bpfload run %t.image --attach see=tc.ingress:v0 -- true; tc qdisc show dev v0 clsact' | count 0

// RUN: trap "bpfload detach /sys/fs/bpf/btfkit_w_$$ 2> /dev/null" EXIT
// RUN: P=/sys/fs/bpf/btfkit_w_$$; export P; %with_veth sh -c '%without_links bpfload load %t.image --pin $P --attach see=tc.ingress:v0 --attach verdict=sockmap:sockets; ls $P; bpfload detach $P; tc qdisc show dev v0 clsact' | FileCheck %s --check-prefix=PINNED --implicit-check-not=qdisc
// PINNED: filter-see-net

// `detach` takes the program from a map that something else holds too.
// RUN: P=/sys/fs/bpf/btfkit_w_$$; export P; %without_links bpfload load %t.image --pin $P --attach verdict=sockmap:sockets; bpftool map pin pinned $P/sockets ${P}_kept; %python %S/../Inputs/attached_to_sockets.py ${P}_kept 1 && bpfload detach $P; %python %S/../Inputs/attached_to_sockets.py ${P}_kept 0; status=$?; rm ${P}_kept; test $status = 0
#include <linux/pkt_cls.h>

#include "tell.h"

struct {
  __uint(type, BPF_MAP_TYPE_SOCKMAP);
  __uint(max_entries, 8);
  __type(key, __u32);
  __type(value, __u64);
} sockets SEC(".maps");

SEC("tc/ingress") int see(struct __sk_buff *ctx) {
  __u32 port = FRAME_PORT(ctx);
  if (port != 0) tell(1, port);
  return TC_ACT_UNSPEC;
}

SEC("sk_skb/verdict") int verdict(struct __sk_buff *ctx) { return SK_PASS; }
