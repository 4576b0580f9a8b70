// A typed argument's fields, by CO-RE: the command's own name.
// RUN: bpfload run %image --events events --timeout 10 -- sh -c /bin/true
// CHECK: events: 16 bytes: 74 72 75 65 00
#include "case.h"

struct task_struct {
  char comm[16];
} __attribute__((preserve_access_index));

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 65536);
} events SEC(".maps");

SEC("tp_btf/sched_process_exit") int on_exit_of(__u64 *ctx) {
  struct task_struct *task = (void *)ctx[0];
  char comm[16] = {};
  bpf_probe_read_kernel_str(comm, sizeof comm, task->comm);
  bpf_ringbuf_output(&events, comm, sizeof comm, 0);
  return 0;
}
