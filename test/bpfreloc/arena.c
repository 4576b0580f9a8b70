// The variables of an arena are its first bytes. The oracle's libbpf doesn't know arenas yet.
// RUN: %clang_bpf -mcpu=v4 -c %s -o %t.o
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o
// RUN: bpfload inspect %t.image.o | FileCheck %s
// CHECK: map 0 'arena': arena (33), key 0, value 0, 3 entries, flags 0x400
// CHECK-NEXT: map_extra: 0x100000000000
// CHECK-NEXT: data: 20 bytes: 05 00 00 00 ef be ad de 00 00 00 00 00 00 00 00 00 00 00 00
// CHECK: program 0 'program'
// CHECK: ; map 0 'arena'{{$}}
// CHECK: ; map 0 'arena', its value
// CHECK-NEXT: 00 00 00 00 00 00 00 00
// CHECK: ; map 0 'arena', its value
// CHECK-NEXT: 00 00 00 00 04 00 00 00
// RUN: btfgen dump %t.image.o | FileCheck %s --check-prefix=BTF
// BTF: DATASEC '.addr_space.1' size=20
// RUN: %if bpf %{ bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image.o %}
// RUN: %if arena %{ bpfload test-run %t.image.o --ctx-hex 0000000000000000 | FileCheck %s --check-prefix=RUNS %}
// RUNS: retval: 3735928566 (0xdeadbef6)

// Without variables that aren't zero there is no data.
// RUN: %clang_bpf -mcpu=v4 -DZERO -c %s -o %t.o
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o
// RUN: bpfload inspect %t.image.o | FileCheck %s --check-prefix=ZERO
// ZERO: map_extra
// ZERO-NEXT: program 0
// ZERO: ; map 0 'arena', its value
#define SEC(name) __attribute__((section(name), used))
#define ARENA __attribute__((address_space(1)))

struct {
  int (*type)[33];
  int (*max_entries)[3];
  int (*map_flags)[1 << 10];  // BPF_F_MMAPABLE
  enum { kAddress = 1ull << 44 } map_extra;
} arena SEC(".maps");

#ifdef ZERO
int ARENA counter;
unsigned ARENA last;
#else
int ARENA counter = 5;
int ARENA between[3];
unsigned ARENA last = 0xdeadbeef;
#endif

SEC("syscall") int program(void *context) {
  void *uses = &arena;
  asm volatile("" ::"r"(uses));
  counter += 2;
  return counter + last;
}

SEC("license") char license_text[] = "GPL";
