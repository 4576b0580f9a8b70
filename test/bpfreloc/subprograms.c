// Functions of .text are linked into each program that calls them, once, and calls, callbacks and
// global data refer to the right place. The kernel runs the result.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %S/Inputs/same_as_libbpf %t.o %little_endian_kernels
// RUN: %if bpf %{ bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image.o %}
// RUN: %if bpf %{ bpfload test-run %t.image.o --program first --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=FIRST %}
// RUN: %if bpf %{ bpfload test-run %t.image.o --program second --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=SECOND %}
// FIRST: retval{{.*}} 42
// SECOND: retval{{.*}} 45

#define SEC(name) __attribute__((section(name), used))
#define NOINLINE __attribute__((noinline))

const volatile int base = 40;
int one = 1;
static volatile int zero;
int calls;

static NOINLINE int leaf(int x) {
  calls++;
  return x + one + zero;
}
static NOINLINE int middle(int x) { return leaf(x) + leaf(0); }
// Global, so the verifier looks at it on its own.
NOINLINE int global_function(int x) { return leaf(x) * 3; }

static long (*loop)(unsigned times, void *callback, void *ctx, unsigned long flags) = (void *)181;
static int step(unsigned index, int *total) {
  *total += 1;
  return 0;
}

SEC("socket/first") int first(void *ctx) { return middle(base); }
SEC("socket/second") int second(void *ctx) {
  int total = 0;
  loop(3, step, &total, 0);
  return middle(base) - global_function(-1) + total + calls - 3;
}

SEC("license") char license_text[] = "GPL";
