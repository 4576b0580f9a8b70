// Maps of maps: the template that `values` points to, and the maps that an initialiser names.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %S/Inputs/same_as_libbpf %t.o %little_endian_kernels
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o
// RUN: bpfload inspect %t.image.o | FileCheck %s
// In big endian the slots are the same.
// RUN: %clang -target bpfeb -g -O2 -c %s -o %t.big.o
// RUN: bpfreloc %t.big.o --target %testdata/6.12.107+deb13-s390x.btf.xz -o %t.big.image.o
// RUN: %python -B %S/Inputs/plan_as_text.py %t.big.image.o | FileCheck %s --check-prefix=BIG
// BIG: map 'outer'
// BIG: key 00000000: 'first'
// BIG-NEXT: key 00000002: 'second'
// The kernel finds them in their places.
// RUN: %if bpf %{ bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image.o %}
// RUN: %if bpf %{ bpfload test-run %t.image.o --data-hex 00112233445566778899aabbccdd --dump-map first | FileCheck %s --check-prefix=FIRST %}
// RUN: %if bpf %{ bpfload test-run %t.image.o --data-hex 00112233445566778899aabbccdd --dump-map second | FileCheck %s --check-prefix=SECOND %}
// RUN: %if bpf %{ bpfload test-run %t.image.o --data-hex 00112233445566778899aabbccdd --dump-map by_number | FileCheck %s --check-prefix=HASH %}
// FIRST: retval: 3
// FIRST: map 'first':
// FIRST-NEXT: 00 00 00 00: 01 00 00 00
// FIRST-NEXT: 01 00 00 00: 00 00 00 00
// SECOND: 00 00 00 00: 02 00 00 00
// SECOND-NEXT: 01 00 00 00: 00 00 00 00
// HASH: map 'by_number':
// HASH-DAG: 01 00 00 00: {{.. .. .. ..}}
// HASH-DAG: 07 00 00 00: {{.. .. .. ..}}

#define SEC(name) __attribute__((section(name), used))
#define UINT(name, value) int(*name)[value]
#define TYPE(name, value) typeof(value) *name
typedef unsigned u32;

enum { HASH = 1, ARRAY = 2, ARRAY_OF_MAPS = 12, HASH_OF_MAPS = 13 };

struct counts { UINT(type, ARRAY); UINT(max_entries, 2); TYPE(key, u32); TYPE(value, u32); };

// CHECK: map 0 'first': array (2), key 4, value 4, 2 entries
// CHECK: map 1 'second': array (2)
struct counts first SEC(".maps"), second SEC(".maps");

// CHECK: map 2 'outer.inner': array (2), key 4, value 4, 2 entries
// CHECK-NEXT: BTF types: key {{[1-9]}}
// CHECK-NEXT: map 3 'outer': array_of_maps (12), key 4, value 4, 3 entries
// CHECK-NEXT: inner map: 2
// CHECK-NEXT: key 0: map 0 'first'
// CHECK-NEXT: key 2: map 1 'second'
struct {
  UINT(type, ARRAY_OF_MAPS);
  UINT(max_entries, 3);
  TYPE(key, u32);
  struct counts *values[];
} outer SEC(".maps") = {.values = {[0] = &first, [2] = &second}};

// Its slots are filled in the order of their keys, whatever the initialiser's is.
// CHECK: map 4 'by_number.inner': array (2)
// CHECK: map 5 'by_number': hash_of_maps (13), key 4, value 4, 9 entries
// CHECK-NEXT: inner map: 4
// CHECK-NEXT: key 1: map 1 'second'
// CHECK-NEXT: key 7: map 0 'first'
struct {
  UINT(type, HASH_OF_MAPS);
  UINT(max_entries, 9);
  UINT(key_size, 4);
  UINT(value_size, 4);
  const struct counts *const values[];
} by_number SEC(".maps") = {.values = {[7] = &first, [1] = &second}};

// A template is a map of any kind; nobody has to be in the map from the start.
// CHECK: map 6 'empty.inner': hash (1)
// CHECK: map 7 'empty': array_of_maps (12)
// CHECK-NEXT: inner map: 6
// CHECK-NOT: key {{[0-9]}}:
// CHECK: program 0
struct {
  UINT(type, ARRAY_OF_MAPS);
  UINT(max_entries, 1);
  TYPE(key, u32);
  struct { UINT(type, HASH); UINT(max_entries, 3); TYPE(key, u32); TYPE(value, u32); } *values[];
} empty SEC(".maps");

static void *(*look_up)(void *map, const void *key) = (void *)1;

static int count_in(void *maps, u32 key) {
  u32 zero = 0, *value;
  void *map = look_up(maps, &key);
  if (!map) return 0;
  value = look_up(map, &zero);
  if (!value) return 0;
  ++*value;
  return 1;
}

SEC("socket") int count(void *context) {
  return count_in(&outer, 0) + count_in(&outer, 1) + count_in(&outer, 2) +
         count_in(&by_number, 1) + count_in(&by_number, 0) + count_in(&empty, 0);
}

SEC("license") char license_text[] = "GPL";
