// Variables and maps get what the command line says, and the verifier takes constants for what they
// are: the branch that `debug` guards has a call that it would refuse.
// DEFINE: %{relocate} = bpfreloc %t.o -o %t.image.o
// DEFINE: %{settings} = --set limit=-3 --set 'limits.low[1]=0x1f' --set limits.deep=7 --set interface=eth0 --set 'quoted="a b"' --set letter="'x'" --set mode=kSlow --set wide=kWide --set on=true --set ratio=1.5 --set 'key={00 01 fe ff}' --set mask=18446744073709551615 --set late=9 --set count.local=3 --map counts.max_entries=77
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %{relocate} %{settings} --target %testdata/6.12.107+deb13-amd64.btf.xz
// RUN: bpfload inspect %t.image.o | FileCheck %s
// CHECK: map 0 'counts': hash (1), key 4, value 4, 77 entries
// CHECK: map {{[0-9]}} '{{.*}}.rodata'
// CHECK: data: [[SIZE:[0-9]+]] bytes:

// The image's sections have the values too.
// RUN: llvm-objdump -s -j .rodata %t.image.o | FileCheck %s --check-prefix=SECTION
// SECTION: fdffffff
// RUN: llvm-objdump -s -j .data %t.image.o | FileCheck %s --check-prefix=DATA
// DATA: 0000 09000000

// Unset, they are what the source says; a zero may be set to what it is.
// RUN: %if bpf %{ %{relocate} --set mode=kFast --target /sys/kernel/btf/vmlinux && bpfload test-run %t.image.o --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=UNSET %}
// UNSET: retval: 5
// RUN: %if bpf %{ %{relocate} %{settings} --target /sys/kernel/btf/vmlinux && bpfload test-run %t.image.o --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=SET %}
// SET: retval: 8191
// RUN: %if bpf %{ %{relocate} --set debug=1 --target /sys/kernel/btf/vmlinux && not bpfload test-run %t.image.o --data-hex 00112233445566778899aabbccdd 2>&1 | FileCheck %s --check-prefix=DEBUG %}
// DEBUG: invalid func unknown#4711

// What is left settable is the loader's to set, also in a section that was all zeros.
// RUN: %if bpf %{ %{relocate} --settable limit --settable zero --settable 'limits.low[1]' --settable ratio --target /sys/kernel/btf/vmlinux %}
// RUN: %if bpf %{ bpfload inspect %t.image.o | FileCheck %s --check-prefix=SETTABLE %}
// SETTABLE: variable 'limit': 4 bytes at 0, signed
// SETTABLE: variable 'limits.low[1]': 2 bytes at {{[0-9]+}}, signed
// SETTABLE: variable 'ratio': 8 bytes at {{[0-9]+}}, float
// SETTABLE: variable 'zero': 4 bytes at 0, signed
// RUN: %if bpf %{ bpfload test-run %t.image.o --set limit=6 --set 'limits.low[1]=31' --set zero=1 --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=BY-LOADER %}
// BY-LOADER: retval: 8194

// Big endian has the most significant byte first.
// RUN: %clang -target bpfeb -g -O2 -c %s -o %t.o
// RUN: %{relocate} %{settings} --target %testdata/6.12.107+deb13-s390x.btf.xz
// RUN: llvm-objdump -s -j .rodata %t.image.o | FileCheck %s --check-prefix=BIG
// BIG: fffffffd

#define SEC(name) __attribute__((section(name), used))
#define CONSTANT const volatile

struct { int (*type)[1]; int (*max_entries)[1]; int *key, *value; } counts SEC(".maps");

CONSTANT int limit = 5;
CONSTANT struct {
  short low[2];
  union { struct { long hidden; char deep; }; };
} limits;
CONSTANT char interface[8];
CONSTANT unsigned char quoted[4];
CONSTANT char letter;
CONSTANT enum { kFast, kSlow } mode;
CONSTANT enum { kNarrow, kWide = 1ull << 40 } wide;
CONSTANT _Bool on, debug;
CONSTANT double ratio;
CONSTANT unsigned char key[4];
CONSTANT unsigned long mask;
int late = 1;
int zero;
static int count(void) {
  static CONSTANT int local;
  return local;
}

static long (*unknown_helper)(void) = (void *)4711;

SEC("socket") int program(void *context) {
  union { double number; unsigned long bits; } expected = {1.5};
  if (debug) return unknown_helper();
  if (limit == 5) return limit;
  return (limit == -3) | (limits.low[1] == 0x1f) << 1 | (limits.deep == 7) << 2 |
         (interface[0] == 'e' && interface[3] == '0' && !interface[4]) << 3 |
         (quoted[1] == ' ' && !quoted[3]) << 4 | (letter == 'x') << 5 | (mode == kSlow) << 6 |
         (wide == kWide) << 7 | on << 8 |
         (*(CONSTANT unsigned long *)&ratio == expected.bits) << 9 |
         (key[1] == 1 && key[3] == 0xff && mask == -1ul) << 10 | (late == 9) << 11 |
         (count() == 3) << 12 | zero << 13;
}

SEC("license") char license_text[] = "GPL";
