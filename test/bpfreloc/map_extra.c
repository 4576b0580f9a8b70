// map_extra is a number of up to 64 bits, which an enum can say. The oracle's libbpf doesn't know
// that yet.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o
// RUN: bpfload inspect %t.image.o | FileCheck %s

#define SEC(name) __attribute__((section(name), used))
#define UINT(name, value) int(*name)[value]

enum { BLOOM = 30 };
#define BLOOM_FILTER UINT(type, BLOOM); UINT(max_entries, 2); UINT(value_size, 4)
// CHECK: map 0 'narrow'
// CHECK-NEXT: map_extra: 0x3{{$}}
struct { BLOOM_FILTER; enum { kNarrow = 3 } map_extra; } narrow SEC(".maps");
// CHECK-NEXT: map 1 'unsigned_'
// CHECK-NEXT: map_extra: 0xffffffff{{$}}
struct { BLOOM_FILTER; enum { kUnsigned = 0xffffffff } map_extra; } unsigned_ SEC(".maps");
// CHECK-NEXT: map 2 'negative'
// CHECK-NEXT: map_extra: 0xfffffffffffffffe{{$}}
struct { BLOOM_FILTER; enum { kNegative = -2 } map_extra; } negative SEC(".maps");
// CHECK-NEXT: map 3 'wide'
// CHECK-NEXT: map_extra: 0x100000000001{{$}}
struct { BLOOM_FILTER; const enum { kWide = (1ull << 44) + 1 } map_extra; } wide SEC(".maps");

SEC("socket") int program(void *context) { return 0; }
SEC("license") char license_text[] = "GPL";
