// Field relocations: offsets, sizes, existence, signs and bit fields, through pointers, nested
// structs, anonymous members, arrays and flavors; what the kernel lacks is poisoned.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %S/Inputs/same_as_libbpf %t.o %little_endian_kernels
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o -v | FileCheck %s

#define CORE __attribute__((preserve_access_index))
typedef unsigned long long u64;
typedef unsigned int u32;

struct list_head {
  struct list_head *next, *prev;
} CORE;

struct sched_entity {
  struct list_head group_node;
  u64 sum_exec_runtime;
} CORE;

struct mm_struct;
struct signal_struct {
  int nr_threads;
} CORE;

struct task_struct {
  struct signal_struct *signal;
  int pid;
  struct sched_entity se;
  char comm[16];
  unsigned sched_reset_on_fork : 1;
  unsigned in_execve : 1;
  u64 no_such_field;
} CORE;

// A flavor: the same kernel type, seen in another way.
struct task_struct___other {
  int tgid;
} CORE;

// An anonymous union and struct lie between page and its members in the kernel.
struct page {
  u64 private;
} CORE;

#define SEC(name) __attribute__((section(name), used))
u64 sum;

// CHECK-LABEL: socket/offsets+{{.*}}: <byte_off> struct task_struct.signal: 0 -> 3072
// CHECK-NEXT: <byte_off> struct task_struct.pid: 8 -> 2432
// CHECK-NEXT: <byte_off> struct signal_struct.nr_threads: 0 ->
// CHECK-NEXT: <byte_off> struct task_struct.se.group_node.prev: 24 ->
// CHECK-NEXT: <byte_off> struct task_struct.comm[3]:
// CHECK-NEXT: <byte_off> struct task_struct___other.tgid: 0 -> 2436 (struct task_struct.tgid)
// CHECK-NEXT: <byte_off> struct page.private: 0 -> 40
SEC("socket/offsets") int offsets(struct task_struct *task) {
  sum = task->pid;
  sum += task->signal->nr_threads;
  sum += (u64)task->se.group_node.prev;
  sum += task->comm[3];
  sum += ((struct task_struct___other *)task)->tgid;
  sum += ((struct page *)task)->private;
  return 0;
}

// CHECK-LABEL: socket/info
// CHECK-SAME: <byte_sz> struct task_struct.comm: 16 -> 16
// CHECK-NEXT: <byte_sz> struct task_struct.se: 24 ->
// CHECK-NEXT: <field_exists> struct task_struct.comm: 1 -> 1
// CHECK-NEXT: <field_exists> struct task_struct.no_such_field: 1 -> 0
// CHECK-NEXT: <signed> struct task_struct.pid: 1 -> 1
// CHECK-NEXT: <byte_off> struct task_struct.in_execve:
// CHECK-NEXT: <byte_sz> struct task_struct.in_execve: 4 -> 4
// CHECK-NEXT: <lshift_u64> struct task_struct.in_execve:
// CHECK-NEXT: <rshift_u64> struct task_struct.in_execve: 63 -> 63
SEC("socket/info") int info(struct task_struct *task) {
  sum = __builtin_preserve_field_info(task->comm, 1);
  sum += __builtin_preserve_field_info(task->se, 1);
  sum += __builtin_preserve_field_info(task->comm, 2);
  sum += __builtin_preserve_field_info(task->no_such_field, 2);
  sum += __builtin_preserve_field_info(task->pid, 3);
  sum += __builtin_preserve_field_info(task->in_execve, 0);
  sum += __builtin_preserve_field_info(task->in_execve, 1);
  sum += __builtin_preserve_field_info(task->in_execve, 4);
  sum += __builtin_preserve_field_info(task->in_execve, 5);
  return 0;
}

// CHECK-LABEL: socket/missing
// CHECK-SAME: <byte_off> struct task_struct.no_such_field: {{[0-9]+}} -> none, poisoned
SEC("socket/missing") int missing(struct task_struct *task) {
  sum = task->no_such_field;
  return 0;
}

SEC("license") char license_text[] = "GPL";
