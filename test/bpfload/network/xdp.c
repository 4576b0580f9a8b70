// XDP programs on one end of a cable: they see its packets while they are attached.
// REQUIRES: bpf
// RUN: %packet_image %s %t
// RUN: %with_veth bpfload run %t.image --attach all=xdp:v0 --events events -- sh -c 'bpftool net show dev v0; ip netns exec peer %udp 10.9.0.1 7' | FileCheck %s --check-prefixes=NATIVE,RAN
// RUN: %with_veth bpfload run %t.image --attach all=xdp.native:v0 --events events -- sh -c 'bpftool net show dev v0; ip netns exec peer %udp 10.9.0.1 7' | FileCheck %s --check-prefixes=NATIVE,RAN
// RUN: %with_veth bpfload run %t.image --attach all=xdp.generic:v0 --events events -- sh -c 'bpftool net show dev v0; ip netns exec peer %udp 10.9.0.1 7' | FileCheck %s --check-prefixes=GENERIC,RAN
// NATIVE: {{^}}v0({{[0-9]+}}) driver id
// GENERIC: {{^}}v0({{[0-9]+}}) generic id
// RAN: events: 4 bytes: 01 07 00 00

// Pinned it stays until it is detached; one program may be on several interfaces.
// RUN: trap "bpfload detach /sys/fs/bpf/btfkit_x_$$ 2> /dev/null" EXIT
// RUN: P=/sys/fs/bpf/btfkit_x_$$; export P; %with_veth sh -c 'bpfload load %t.image --pin $P --attach all=xdp:v0 --attach all=xdp.generic:lo; ls $P; bpftool net show; bpfload detach $P; bpftool net show' | FileCheck %s --check-prefix=PINNED
// PINNED: link_all
// PINNED-NEXT: link_all-2
// PINNED: xdp:
// PINNED-NEXT: lo(1) generic id
// PINNED-NEXT: v0({{[0-9]+}}) driver id
// PINNED: xdp:
// PINNED-EMPTY:
// PINNED-NOT: id

// RUN: %with_veth sh -c 'bpfload run %t.image --attach all=xdp:v0 -- bpfload run %t.image --attach all=xdp:v0 2>&1; test $? = 1' | FileCheck %s --check-prefix=TWO
// TWO: bpfload: {{.*}}.image: program 'all': 'xdp:v0': Device or resource busy: it has an XDP program already
// RUN: %with_veth sh -c 'bpfload run %t.image --attach all=xdp:v0 -- bpfload run %t.image --attach all=xdp.generic:v0 2>&1; test $? = 1' | FileCheck %s --check-prefix=MODES
// MODES: bpfload: {{.*}}.image: program 'all': 'xdp.generic:v0': File exists: it has an XDP program in the other mode (generic or native)
// RUN: %with_veth not bpfload run %t.image --attach all=xdp.native:lo 2>&1 | FileCheck %s --check-prefix=DRIVER
// DRIVER: bpfload: {{.*}}.image: program 'all': 'xdp.native:lo': Operation not supported: its driver has no native XDP
// RUN: %with_veth not bpfload run %t.image --attach all=xdp: 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: bpfload: {{.*}}.image: program 'all': 'xdp:': expected xdp:INTERFACE
// RUN: %with_veth not bpfload run %t.image --attach all=xdp:v0 --attach on_cpu=xdp:lo 2>&1 | FileCheck %s --check-prefix=CPUMAP
// CPUMAP: bpfload: {{.*}}.image: program 'on_cpu': type xdp: is put into a map (devmap or cpumap), not attached
#include "tell.h"

SEC("xdp") int all(struct xdp_md *ctx) {
  __u32 port = FRAME_PORT(ctx);
  if (port != 0) tell(1, port);
  return port == 8 ? XDP_DROP : XDP_PASS;
}

SEC("xdp/cpumap") int on_cpu(struct xdp_md *ctx) { return XDP_PASS; }
