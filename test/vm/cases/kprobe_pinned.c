// RUN: bpfload load %image --attach-all --pin /sys/fs/bpf/kprobe
// RUN: ls /sys/fs/bpf/kprobe
// CHECK: link_entry
// RUN: bpfload detach /sys/fs/bpf/kprobe
#include "case.h"

SEC("kprobe/begin_new_exec") int entry(void *ctx) { return 0; }
