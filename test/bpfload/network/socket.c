// A socket filter sees the packets of an interface while bpfload runs.
// REQUIRES: bpf
// RUN: %packet_image %s %t
// RUN: %with_veth bpfload run %t.image --events events --attach socket:v0 -- ip netns exec peer %udp 10.9.0.1 7 | FileCheck %s
// CHECK: events: 4 bytes: 01 07 00 00
// RUN: trap "bpfload detach /sys/fs/bpf/btfkit_s_$$ 2> /dev/null" EXIT
// RUN: not bpfload load %t.image --pin /sys/fs/bpf/btfkit_s_$$ --attach socket:lo 2>&1 | FileCheck %s --check-prefix=PINNED
// PINNED: bpfload: {{.*}}.image: program 'see': is attached for as long as bpfload runs, not longer
// RUN: test ! -e /sys/fs/bpf/btfkit_s_$$
// RUN: not bpfload run %t.image --attach socket:nosuchif -- true 2>&1 | FileCheck %s --check-prefix=INTERFACE
// INTERFACE: bpfload: {{.*}}.image: program 'see': 'socket:nosuchif': No such device
#include "tell.h"

SEC("socket") int see(struct __sk_buff *ctx) {
  __u16 port = 0;
  bpf_skb_load_bytes(ctx, sizeof(struct ethhdr) + sizeof(struct iphdr) + __builtin_offsetof(struct udphdr, dest), &port, sizeof port);
  if (bpf_ntohs(port) == 7) tell(1, 7);
  return 0;
}
