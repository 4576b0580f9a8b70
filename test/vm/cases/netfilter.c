// RUN: bpfload run %image --attach netfilter:ipv4/input/10 --events events --count 1 --timeout 10 -- ping -c 1 127.0.0.1
// CHECK: events: 1 bytes: 01
#include "case.h"
EVENTS
struct bpf_nf_ctx;

SEC("netfilter") int arrives(struct bpf_nf_ctx *ctx) {
  report(1);
  return 1;
}
