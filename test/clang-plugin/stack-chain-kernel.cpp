// REQUIRES: bpf
// The stack of a chain of calls is counted as the kernel counts it: the same sum where it refuses a
// program, and no word of the largest one that it takes.
// RUN: rm -rf /sys/fs/bpf/btfkit_stack_chain
// RUN: %clangxx_btf -DSIZE=209 -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: warning: this and the functions that it calls need 528 bytes of the stack, of which BPF has 512: 224 'outer', 304 'inner' [btf-stack-chain]
// RUN: not bpftool -d prog load %t.o /sys/fs/bpf/btfkit_stack_chain 2>&1 | FileCheck %s --check-prefix=KERNEL
// KERNEL: combined stack size of 2 calls is 528. Too large
// RUN: %clangxx_btf -Werror -DSIZE=208 -c %s -o %t.o
// RUN: bpftool prog load %t.o /sys/fs/bpf/btfkit_stack_chain
// RUN: rm /sys/fs/bpf/btfkit_stack_chain
#include <btfkit/bpf.hpp>
[[gnu::noinline]] static int inner(int n) {
  char bytes[300];
  btfkit::get_current_comm(bytes, sizeof bytes);
  return bytes[n & 127];
}
SEC("socket") int outer(void*) {
  char bytes[SIZE];
  btfkit::get_current_comm(bytes, sizeof bytes);
  return bytes[3] + inner(bytes[0]);
}
LICENSE("GPL");
