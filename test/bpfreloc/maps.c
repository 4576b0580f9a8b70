// Maps get the attributes that libbpf creates them with: BTF types only where the kernel takes them,
// and data maps can be mapped into memory if a variable in them is visible.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %S/Inputs/same_as_libbpf %t.o %little_endian_kernels
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o
// RUN: bpfload inspect %t.image.o | FileCheck %s
// The kernel takes all of them as planned.
// RUN: %if bpf %{ bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image.o && bpfload test-run %t.image.o --program touch --data-hex 00112233445566778899aabbccdd %}

#define SEC(name) __attribute__((section(name), used))
#define UINT(name, value) int(*name)[value]
#define TYPE(name, value) typeof(value) *name
#define HIDDEN __attribute__((visibility("hidden")))
typedef unsigned u32;
typedef unsigned long long u64;

enum slot { kFirst, kSecond };
struct prefix {
  u32 length;
  u32 address;
};

enum { HASH = 1, ARRAY = 2, PERF = 4, PERCPU_ARRAY = 6, STACK = 7, LPM = 11, SOCKMAP = 15, QUEUE = 22,
       RINGBUF = 27, BLOOM = 30, USER_RINGBUF = 31 };

// CHECK: map 0 'both': hash
// CHECK-NEXT: BTF types
struct { UINT(type, HASH); UINT(max_entries, 8); TYPE(key, u32); TYPE(value, u64); } both SEC(".maps");
// A type without the other one is of no use to the kernel.
// CHECK-NEXT: map 1 'key_only': hash
// CHECK-NEXT: map 2 'value_only': hash
struct { UINT(type, HASH); UINT(max_entries, 8); TYPE(key, u32); UINT(value_size, 8); } key_only SEC(".maps");
struct { UINT(type, HASH); UINT(max_entries, 8); UINT(key_size, 4); TYPE(value, u64); } value_only SEC(".maps");
// The key of an array has to be an integer.
// CHECK-NEXT: map 3 'by_int': array
// CHECK-NEXT: BTF types
// CHECK-NEXT: map 4 'by_enum': array
// CHECK-NEXT: map 5 'percpu_by_enum': percpu_array
struct { UINT(type, ARRAY); UINT(max_entries, 2); TYPE(key, const u32); TYPE(value, u64); } by_int SEC(".maps");
struct { UINT(type, ARRAY); UINT(max_entries, 2); TYPE(key, enum slot); TYPE(value, u64); } by_enum SEC(".maps");
struct { UINT(type, PERCPU_ARRAY); UINT(max_entries, 2); TYPE(key, enum slot); TYPE(value, u64); } percpu_by_enum SEC(".maps");
// The key of a trie has to be a struct.
// CHECK-NEXT: map 6 'trie': lpm_trie
// CHECK-NEXT: BTF types
// CHECK-NEXT: map 7 'trie_of_integers': lpm_trie
struct { UINT(type, LPM); UINT(max_entries, 2); UINT(map_flags, 1); TYPE(key, struct prefix); TYPE(value, u64); } trie SEC(".maps");
struct { UINT(type, LPM); UINT(max_entries, 2); UINT(map_flags, 1); TYPE(key, u64); TYPE(value, u64); } trie_of_integers SEC(".maps");
// CHECK-NEXT: map 8 'bloom': bloom_filter
// CHECK-NEXT: BTF types: key 0, value {{[1-9]}}
// CHECK-NEXT: map_extra: 0x3
struct { UINT(type, BLOOM); UINT(max_entries, 2); UINT(map_extra, 3); TYPE(value, u64); } bloom SEC(".maps");
// None of these has BTF types.
// CHECK-NEXT: map 9 'queue'
// CHECK-NEXT: map 10 'stacks'
// CHECK-NEXT: map 11 'sockets'
// CHECK-NEXT: map 12 'perf': {{.*}} 0 entries
// CHECK-NEXT: map 13 'ring'
// CHECK-NEXT: map 14 'user_ring'
struct { UINT(type, QUEUE); UINT(max_entries, 2); TYPE(value, u64); } queue SEC(".maps");
struct { UINT(type, STACK); UINT(max_entries, 2); TYPE(key, u32); TYPE(value, u64[9]); } stacks SEC(".maps");
struct { UINT(type, SOCKMAP); UINT(max_entries, 2); TYPE(key, u32); TYPE(value, u64); } sockets SEC(".maps");
struct { UINT(type, PERF); TYPE(key, u32); TYPE(value, u32); } perf SEC(".maps");
struct { UINT(type, RINGBUF); UINT(max_entries, 65536); } ring SEC(".maps");
struct { UINT(type, USER_RINGBUF); UINT(max_entries, 65536); } user_ring SEC(".maps");

// CHECK-NEXT: map 15 '{{.*}}.rodata': array (2), key 4, value 4, 1 entries, flags 0x480
const volatile int visible_constant = 1;
// CHECK: map 16 '{{.*}}.data': {{.*}} flags 0x400
int visible = 2;
// CHECK: map 17 '.rodata.own': {{.*}} flags 0x80
static const volatile int own_constant SEC(".rodata.own") = 3;
// CHECK: map 18 '.rodata.str1.1': array (2), key 4, value 6, 1 entries, flags 0x80
// CHECK-NOT: BTF types
// CHECK: map 19 '{{.*}}.bss': {{.*}} flags 0x0
static volatile int of_this_file;
// CHECK: map 20 '.bss.hidden': {{.*}} flags 0x0
HIDDEN int of_this_object SEC(".bss.hidden");

static long (*print)(const char *format, u32 size, ...) = (void *)6;

SEC("socket") int touch(void *ctx) {
  print("touch", 6);
  return visible_constant + visible + of_this_file + of_this_object + own_constant;
}

SEC("license") char license_text[] = "GPL";
