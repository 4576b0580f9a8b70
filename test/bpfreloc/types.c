// Type and enumerator relocations: id, size, existence, match, values.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %S/Inputs/same_as_libbpf %t.o %little_endian_kernels
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o -v | FileCheck %s

#define CORE __attribute__((preserve_access_index))
#define SEC(name) __attribute__((section(name), used))
typedef unsigned long long u64;

struct task_struct {
  int pid;
} CORE;
struct no_such_struct {
  int a;
} CORE;
union bpf_attr {
  u64 a;
} CORE;
// The kernel's has another sign and other enumerators.
enum bpf_map_type___mine {
  BPF_MAP_TYPE_HASH___mine = 77,
  BPF_MAP_TYPE_NONE_SUCH = 78,
};
enum bpf_cmd { BPF_MAP_CREATE };
typedef int pid_t;
// Its members are a subset of the kernel's.
struct list_head {
  struct list_head *next;
} CORE;
// Not a pointer in the kernel.
struct hlist_node {
  int next;
} CORE;

u64 sum;

// CHECK: <local_type_id> struct task_struct: [[ID:[0-9]+]] -> [[ID]]
// CHECK-NEXT: <target_type_id> struct task_struct:
// CHECK-NEXT: <type_exists> struct task_struct: 1 -> 1
// CHECK-NEXT: <type_exists> struct no_such_struct: 1 -> 0
// CHECK-NEXT: <type_exists> pid_t: 1 -> 1
// CHECK-NEXT: <type_size> struct task_struct: 4 -> 9{{[0-9]+}}
// CHECK-NEXT: <type_size> struct no_such_struct: 4 -> 0
// CHECK-NEXT: <type_size> union bpf_attr: 8 -> 1{{[0-9]+}}
// CHECK-NEXT: <type_matches> struct list_head: 1 -> 1
// CHECK-NEXT: <type_matches> struct hlist_node: 1 -> 0
// CHECK-NEXT: <enumval_exists> enum bpf_map_type___mine::BPF_MAP_TYPE_HASH___mine: 1 -> 1
// CHECK-NEXT: <enumval_exists> enum bpf_map_type___mine::BPF_MAP_TYPE_NONE_SUCH: 1 -> 0
// CHECK-NEXT: <enumval_value> enum bpf_map_type___mine::BPF_MAP_TYPE_HASH___mine: 77 -> 1
SEC("socket") int types(void *ctx) {
  sum = __builtin_btf_type_id(*(struct task_struct *)0, 0);
  sum += __builtin_btf_type_id(*(struct task_struct *)0, 1);
  sum += __builtin_preserve_type_info(*(struct task_struct *)0, 0);
  sum += __builtin_preserve_type_info(*(struct no_such_struct *)0, 0);
  sum += __builtin_preserve_type_info(*(pid_t *)0, 0);
  sum += __builtin_preserve_type_info(*(struct task_struct *)0, 1);
  sum += __builtin_preserve_type_info(*(struct no_such_struct *)0, 1);
  sum += __builtin_preserve_type_info(*(union bpf_attr *)0, 1);
  sum += __builtin_preserve_type_info(*(struct list_head *)0, 2);
  sum += __builtin_preserve_type_info(*(struct hlist_node *)0, 2);
  sum += __builtin_preserve_enum_value(*(enum bpf_map_type___mine *)BPF_MAP_TYPE_HASH___mine, 0);
  sum += __builtin_preserve_enum_value(*(enum bpf_map_type___mine *)BPF_MAP_TYPE_NONE_SUCH, 0);
  sum += __builtin_preserve_enum_value(*(enum bpf_map_type___mine *)BPF_MAP_TYPE_HASH___mine, 1);
  return 0;
}

SEC("license") char license_text[] = "GPL";
