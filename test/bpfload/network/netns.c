// Programs of a network namespace, here one of its own: socket lookup and a flow dissector.
// REQUIRES: bpf
// RUN: %packet_image %s %t
// What asks for the socket that a packet is for.
// RUN: %with_veth bpfload run %t.image --events events --attach look=netns:self -- ip netns exec peer %udp 10.9.0.1 7 | FileCheck %s
// CHECK: events: 4 bytes: 01 07 00 00

// Sockets of a fan-out are chosen by a hash of the flow.
// RUN: %with_veth bpfload run %t.image --events events --attach dissect=netns:self -- sh -c 'bpftool net show; exec python3 %S/../Inputs/use_fanout.py' | FileCheck %s --check-prefix=FLOW
// FLOW: flow_dissector:
// FLOW: id {{[0-9]+}}
// FLOW: events: 4 bytes: 02 00 00 00

// Another one's, by its path.
// RUN: %with_veth bpfload run %t.image --attach dissect=netns:/run/netns/peer -- sh -c 'bpftool net show; echo peer; nsenter --net=/run/netns/peer bpftool net show' | FileCheck %s --check-prefix=PEER
// PEER-NOT: id
// PEER: peer
// PEER: flow_dissector:
// PEER-NEXT: id {{[0-9]+}}

// RUN: %with_veth not bpfload run %t.image --attach dissect=netns:self --attach other=netns:self -- true 2>&1 | FileCheck %s --check-prefix=TWO
// TWO: bpfload: {{.*}}.image: program 'other': 'netns:self': has one already, or no room for another: BPF_LINK_CREATE: {{.*}}
// RUN: not bpfload run %t.image --attach look=netns:/proc/self/ns/nothing -- true 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: bpfload: {{.*}}.image: program 'look': 'netns:/proc/self/ns/nothing': No such file or directory
// RUN: not bpfload run %t.image --attach look=netns:/tmp -- true 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: bpfload: {{.*}}.image: program 'look': 'netns:/tmp': is not a network namespace
// RUN: not bpfload run %t.image --attach look=netns:/proc/self/ns/mnt -- true 2>&1 | FileCheck %s --check-prefix=MOUNTS
// MOUNTS: bpfload: {{.*}}.image: program 'look': 'netns:/proc/self/ns/mnt': BPF_LINK_CREATE: Invalid argument
#include "tell.h"

SEC("sk_lookup") int look(struct bpf_sk_lookup *ctx) {
  if (ctx->protocol == IPPROTO_UDP && ctx->local_port < 1024) tell(1, ctx->local_port);
  return SK_PASS;
}

SEC("flow_dissector") int dissect(struct __sk_buff *ctx) {
  tell(2, 0);
  return BPF_OK;
}

SEC("flow_dissector") int other(struct __sk_buff *ctx) { return BPF_OK; }
