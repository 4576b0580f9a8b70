// A program array has the programs that its initialiser names.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %S/Inputs/same_as_libbpf %t.o %little_endian_kernels
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o
// RUN: bpfload inspect %t.image.o | FileCheck %s
// Who is called tells the packet's first byte; a place without a program leads nowhere.
// RUN: %if bpf %{ bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image.o %}
// RUN: %if bpf %{ bpfload test-run %t.image.o --program dispatch --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=NOBODY %}
// RUN: %if bpf %{ bpfload test-run %t.image.o --program dispatch --data-hex 01112233445566778899aabbccdd | FileCheck %s --check-prefix=ONE %}
// RUN: %if bpf %{ bpfload test-run %t.image.o --program dispatch --data-hex 03112233445566778899aabbccdd | FileCheck %s --check-prefix=THREE %}
// NOBODY: retval: 99
// ONE: retval: 11
// THREE: retval: 33

#define SEC(name) __attribute__((section(name), used))
#define UINT(name, value) int(*name)[value]

enum { PROG_ARRAY = 3 };
struct xdp_md { unsigned data, data_end; };

int one(struct xdp_md *), three(struct xdp_md *);

// CHECK: map 0 'calls': prog_array (3), key 4, value 4, 4 entries
// CHECK-NEXT: key 1: program {{[0-9]}} 'one'
// CHECK-NEXT: key 3: program {{[0-9]}} 'three'
struct {
  UINT(type, PROG_ARRAY);
  UINT(max_entries, 4);
  UINT(key_size, 4);
  int (*values[])(struct xdp_md *);
} calls SEC(".maps") = {.values = {[1] = one, [3] = three}};

static long (*tail_call)(void *context, void *map, unsigned index) = (void *)12;

SEC("xdp") int one(struct xdp_md *context) { return 11; }
SEC("xdp") int dispatch(struct xdp_md *context) {
  const unsigned char *packet = (void *)(long)context->data;
  if (packet + 1 > (unsigned char *)(long)context->data_end) return 1;
  tail_call(context, &calls, *packet);
  return 99;
}
SEC("xdp") int three(struct xdp_md *context) { return 33; }

SEC("license") char license_text[] = "GPL";
