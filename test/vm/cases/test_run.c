// Packets and contexts by hand; a setting; and maps of each kind that programs use.
// RELOCATE: --settable answer
// RUN: bpfload test-run %image --program filter --data-hex 000102030405060708090a0b0c0d0e0f
// CHECK: retval: 42 (0x2a)
// RUN: bpfload test-run %image --program filter --data-hex 000102030405060708090a0b0c0d0e0f --set answer=7
// CHECK: retval: 7 (0x7)
// RUN: bpfload test-run %image --program drop --data-hex 000102030405060708090a0b0c0d0e0f --dump-map counted
// CHECK: retval: 1 (0x1)
// CHECK: map 'counted':
// CHECK: 03
#include "case.h"

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8);
  __type(key, __u32);
  __type(value, __u32);
} counted SEC(".maps");
const volatile int answer = 42;

SEC("socket") int filter(struct __sk_buff *skb) { return answer; }

SEC("xdp") int drop(struct xdp_md *ctx) {
  __u32 key = 0x01010101, value = 0x03030303;
  bpf_map_update_elem(&counted, &key, &value, BPF_ANY);
  return XDP_DROP;
}
