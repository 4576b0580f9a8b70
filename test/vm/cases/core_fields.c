// Fields that only the kernel's BTF tells of, their sizes and offsets among them.
// RUN: bpfload run %image --events events --count 1 --timeout 10 -- sh -c 'echo pid $$; exec /bin/true'
// CHECK: events: 5 bytes: 72 69 67 68 74
#include "case.h"

struct task_struct {
  int pid, tgid;
  struct task_struct *real_parent;
} __attribute__((preserve_access_index));

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 65536);
} events SEC(".maps");

SEC("raw_tp/sched_process_exec") int on_exec(void *ctx) {
  struct task_struct *task = (void *)bpf_get_current_task();
  const __u32 same = BPF_CORE_READ(task, tgid) == bpf_get_current_pid_tgid() >> 32;
  const __u32 parent = BPF_CORE_READ(task, real_parent, pid) > 0;
  const __u32 sized = bpf_core_field_size(task->pid) == 4 && bpf_core_field_exists(task->real_parent);
  if (same && parent && sized) bpf_ringbuf_output(&events, "right", 5, 0);
  return 0;
}
