// Counts what comes in.
// RUN: bpfload run %image --attach xdp:lo --events events --count 1 --timeout 10 -- ping -c 1 127.0.0.1
// CHECK: events: 1 bytes: 05
#include "case.h"
EVENTS

SEC("xdp") int arrived(struct xdp_md *ctx) {
  report(5);
  return XDP_PASS;
}
