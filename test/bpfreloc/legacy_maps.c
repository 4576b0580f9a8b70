// Maps declared in the old way, by attributes as data: libbpf's of before 1.0 and Aya's. libbpf
// 1.0 and later refuses them, so that the expected attributes are written here.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o
// RUN: bpfload inspect %t.image.o | FileCheck %s
// RUN: %clang -target bpfeb -g -O2 -c %s -o %t.big.o
// RUN: bpfreloc %t.big.o --target %testdata/6.12.107+deb13-s390x.btf.xz -o %t.big.image.o
// RUN: %python -B %S/Inputs/plan_as_text.py %t.big.image.o | FileCheck %s --check-prefix=BIG
// BIG-DAG: map 'counts': type 1, key 4, value 8, 16 entries, flags 0x1,
// BIG-DAG: map 'pinned': type 2, key 4, value 4, 1 entries, flags 0x0,
// RUN: %if bpf %{ %clang_bpf -DNOT_PINNED -c %s -o %t.o && bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image.o %}
// RUN: %if bpf %{ bpfload test-run %t.image.o --data-hex 00112233445566778899aabbccdd --dump-map counts | FileCheck %s --check-prefix=RUNS %}
// RUNS: retval: 0
// RUNS: map 'counts':
// RUNS-NEXT: 07 00 00 00: 05 00 00 00 00 00 00 00

#define SEC(name) __attribute__((section(name), used))
typedef unsigned u32;
typedef unsigned long long u64;

struct bpf_map_def { u32 type, key_size, value_size, max_entries, map_flags; };
struct aya_map_def { u32 type, key_size, value_size, max_entries, map_flags, id, pinning; };
struct longer_map_def { u32 type, key_size, value_size, max_entries, map_flags, rest[4]; };
enum { HASH = 1, ARRAY = 2, PERF = 4 };

// CHECK: map 0 'counts': hash (1), key 4, value 8, 16 entries, flags 0x1
// CHECK-NEXT: map 1 'more': array (2), key 4, value 16, 2 entries, flags 0x0
struct bpf_map_def counts SEC("maps") = {HASH, 4, 8, 16, 1};
struct bpf_map_def more SEC("maps") = {ARRAY, 4, 16, 2, 0};

// CHECK-NEXT: map 2 'events': perf_event_array (4), key 4, value 4, 0 entries, flags 0x0
// CHECK-NEXT: map 3 'pinned': array (2), key 4, value 4, 1 entries, flags 0x0
// CHECK-NEXT: pinned by name
struct aya_map_def events SEC("maps/aya") = {PERF, 4, 4, 0, 0, 3, 0};
#ifdef NOT_PINNED
struct aya_map_def pinned SEC("maps/aya") = {ARRAY, 4, 4, 1, 0, 9, 0};
#else
struct aya_map_def pinned SEC("maps/aya") = {ARRAY, 4, 4, 1, 0, 9, 1};
#endif

// CHECK-NEXT: map 4 'longer': array (2), key 4, value 4, 1 entries
struct longer_map_def longer SEC("maps/longer") = {ARRAY, 4, 4, 1, 0};

// They may be beside those that BTF declares.
// CHECK-NEXT: map 5 'declared': array (2), key 4, value 4, 1 entries
// CHECK-NEXT: BTF types
struct { int (*type)[ARRAY]; int (*max_entries)[1]; u32 *key, *value; } declared SEC(".maps");
// CHECK-NEXT: map 6 'outer.inner'
// CHECK-NEXT: BTF types
// CHECK-NEXT: map 7 'outer': array_of_maps
// CHECK-NEXT: inner map: 6
// CHECK-NEXT: key 0: map 5 'declared'
struct {
  int (*type)[12];
  int (*max_entries)[1];
  u32 *key;
  struct { int (*type)[ARRAY]; int (*max_entries)[1]; u32 *key, *value; } *values[];
} outer SEC(".maps") = {.values = {(void *)&declared}};

static long (*update)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static void *(*look_up)(void *map, const void *key) = (void *)1;

SEC("socket") int program(void *context) {
  u32 key = 7;
  u64 value = 5;
  u32 zero = 0;
  if (look_up(&pinned, &key) || !look_up(&more, &zero) || !look_up(&longer, &zero)) return 1;
  return update(&counts, &key, &value, 0);
}

SEC("license") char license_text[] = "GPL";
