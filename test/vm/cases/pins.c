// RUN: bpfload load %image --pin /sys/fs/bpf/pins --attach-all
// RUN: /bin/true
// RUN: bpfload list --pin /sys/fs/bpf/pins
// CHECK: /sys/fs/bpf/pins/count: map {{[0-9]+}}, array, key 4, value 8, 1 entries
// CHECK: /sys/fs/bpf/pins/link_on_exec: link
// CHECK: /sys/fs/bpf/pins/on_exec: program {{[0-9]+}}, raw_tracepoint
// RUN: bpfload detach /sys/fs/bpf/pins
// RUN: test ! -e /sys/fs/bpf/pins
#include "case.h"

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} count SEC(".maps");

SEC("raw_tp/sched_process_exec") int on_exec(void *ctx) {
  __u32 zero = 0;
  __u64 *number = bpf_map_lookup_elem(&count, &zero);
  if (number) __sync_fetch_and_add(number, 1);
  return 0;
}
