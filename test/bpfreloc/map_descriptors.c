// A kernel before 5.14 takes maps by their descriptors in instructions: for a target that lacks
// fd_array the plan says so by patches. Such an image loads into newer kernels too.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %clang -DKERNEL -g -c %s -o %t.old.o && btfgen encode %t.old.o -o %t.old.btf
// RUN: %clang -DKERNEL -DNEW -g -c %s -o %t.new.o && btfgen encode %t.new.o -o %t.new.btf
// RUN: bpfreloc %t.o --target %t.old.btf -o %t.old.image
// RUN: bpfload inspect %t.old.image | FileCheck %s
// CHECK: program 0 'program': xdp
// CHECK: patch at {{[0-9]+}}: map 0 '
// CHECK-NOT: patch at
// RUN: bpfreloc %t.o --target %t.new.btf -o %t.new.image
// RUN: bpfload inspect %t.new.image | FileCheck %s --check-prefix=NEW --implicit-check-not='patch at'
// NEW: program 0 'program': xdp
// A part of the BTF tells it, too.
// RUN: for kernel in old new; do %S/../btfgen/Inputs/min_for_bpfreloc %t.o %t.$kernel.btf || exit 1; done
// RUN: %if bpf %{ bpfload test-run %t.old.image --any-kernel --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=RUNS %}
// RUN: %if bpf %{ bpfload test-run %t.new.image --any-kernel --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=RUNS %}
// RUNS: retval: 42

#ifdef KERNEL
union bpf_attr {
  struct {
    unsigned prog_type;
#ifdef NEW
    unsigned long fd_array;
#endif
  };
  long map_type;
} attributes;
#else
#define SEC(name) __attribute__((section(name), used))
volatile int answer = 42;
SEC("xdp") int program(void *context) { return answer; }
SEC("license") char license_text[] = "GPL";
#endif
