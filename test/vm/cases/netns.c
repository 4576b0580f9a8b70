// Programs of a network namespace.
// RUN: bpfload run %image --attach look=netns:self --attach dissect=netns:/proc/self/ns/net --events events --count 1 --timeout 10 -- sh -c 'wget http://127.0.0.1:7/ || true'
// CHECK: events: 1 bytes: 01
#include "case.h"
EVENTS

SEC("sk_lookup") int look(struct bpf_sk_lookup *ctx) {
  report(1);
  return SK_PASS;
}
SEC("flow_dissector") int dissect(struct __sk_buff *skb) { return BPF_OK; }
