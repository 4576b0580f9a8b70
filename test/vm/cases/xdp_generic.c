// RUN: bpfload run %image --attach xdp.generic:lo --events events --count 1 --timeout 10 -- ping -c 1 127.0.0.1
// CHECK: events: 1 bytes: 05
// RUN: refused bpfload run %image --attach xdp.native:lo
// CHECK: bpfload: {{.*}}.image: program 'arrived': 'xdp.native:lo': {{(Operation )?[Nn]ot supported}}: its driver has no native XDP
#include "case.h"
EVENTS

SEC("xdp") int arrived(struct xdp_md *ctx) {
  report(5);
  return XDP_PASS;
}
