// RUN: bpfload run %image
// CHECK: task 1
// RUN: bpfload load %image --attach-all --pin /sys/fs/bpf/iterator
// RUN: cat /sys/fs/bpf/iterator/link_tasks
// CHECK: task 1
// RUN: bpfload detach /sys/fs/bpf/iterator
#include "case.h"

struct task_struct {
  int pid;
} __attribute__((preserve_access_index));
struct seq_file;
struct bpf_iter_meta {
  struct seq_file *seq;
} __attribute__((preserve_access_index));
struct bpf_iter__task {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
} __attribute__((preserve_access_index));

SEC("iter/task") int tasks(struct bpf_iter__task *ctx) {
  struct task_struct *task = ctx->task;
  if (task && task->pid == 1) BPF_SEQ_PRINTF(ctx->meta->seq, "task %d\n", task->pid);
  return 0;
}
