// REQUIRES: bpf
// The optimiser leaves a part of a static variable only. What is left is smaller than its type,
// which the kernel refuses, so BTF doesn't describe it.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: python3 %S/Inputs/btf_load.py %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
// RUN: rm -f /sys/fs/bpf/btfkit_shrunk
// RUN: bpftool prog load %t.o /sys/fs/bpf/btfkit_shrunk
// RUN: rm /sys/fs/bpf/btfkit_shrunk
#include <btfkit/bpf.hpp>

struct settings { int a; long b; };
static settings only_a{6, 12};
static int only_two_values = 1;
settings whole{1, 2};

// A callback makes BTF necessary.
SEC("socket") int program(void*) {
  long count = 0;
  auto* callback = +[](btfkit::u32, void* context) -> long { return ++*static_cast<long*>(context) > 9; };
  reinterpret_cast<long (*)(btfkit::u32, void*, void*, btfkit::u64)>(181)(
      4, reinterpret_cast<void*>(callback), &count, 0);
  if (count == 7) only_two_values = 5;
  return only_a.a++ + whole.a + only_two_values + count;
}
LICENSE("GPL");
// CHECK-NOT: VAR 'only_
// CHECK: VAR 'whole'
// CHECK-NOT: VAR 'only_
