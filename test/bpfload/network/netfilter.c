// Netfilter hooks. The one that sees a packet first is that of the lower priority.
// REQUIRES: bpf
// RUN: %packet_image %s %t
// RUN: %with_veth bpfload run %t.image --events events --attach second=netfilter:ipv4/input/10 --attach first=netfilter:ipv4/input/-10/defrag --attach leaves=netfilter:ipv4/output/0 -- sh -c 'ip netns exec peer %udp 10.9.0.1 7; %udp 10.9.0.2 8' | FileCheck %s
// CHECK: events: 4 bytes: 01 00 00 00
// CHECK-NEXT: events: 4 bytes: 02 00 00 00
// CHECK-NEXT: events: 4 bytes: 03 00 00 00

// RUN: %with_veth not bpfload run %t.image --attach first=netfilter:ipv4/input/7 --attach second=netfilter:ipv4/input/7 -- true 2>&1 | FileCheck %s --check-prefix=TAKEN
// TAKEN: bpfload: {{.*}}.image: program 'second': 'netfilter:ipv4/input/7': priority 7 is taken: BPF_LINK_CREATE: Device or resource busy
// RUN: for target in ipv5/input/1 ipv4/nowhere/1 ipv4/input/ ipv4/input/1x ipv4/input/99999999999 ipv4/input/1/more; do not bpfload run %t.image --attach first=netfilter:$target -- true 2>&1; done | FileCheck %s --check-prefix=TARGET
// TARGET-COUNT-6: bpfload: {{.*}}.image: program 'first': 'netfilter:{{.*}}': expected ipv4 or ipv6, prerouting, input, forward, output or postrouting, a priority and perhaps 'defrag', such as ipv4/input/-10
#include "tell.h"

struct bpf_nf_ctx;

#define PROGRAM(name, number)                         \
  SEC("netfilter") int name(struct bpf_nf_ctx *ctx) { \
    tell(number, 0);                                  \
    return 1; /* NF_ACCEPT */                         \
  }

PROGRAM(first, 1)
PROGRAM(second, 2)
PROGRAM(leaves, 3)
