// What the verifier refuses, by the file's line and its reason, and nothing of it stays.
// RUN: refused bpfload load %image --pin /sys/fs/bpf/refused
// RUN: test ! -e /sys/fs/bpf/refused
// CHECK: bpfload: {{.*}}.image: program 'wrong': BPF_PROG_LOAD: {{Permission denied|Invalid argument}}: {{.+}}
#include "case.h"

SEC("socket") int wrong(struct __sk_buff *skb) {
  return *(volatile int *)((char *)skb + 4000);
}
