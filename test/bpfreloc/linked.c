// What `bpftool gen object` joins: types get other ids than their instructions hold, calls cross
// files, and of a weak function that another file overrides the code is left, without a symbol.
// RUN: %clang_bpf -c %s -o %t.first.o
// RUN: %clang_bpf -DSECOND -c %s -o %t.second.o
// RUN: bpftool gen object %t.o %t.first.o %t.second.o
// RUN: %S/Inputs/same_as_libbpf %t.o %little_endian_kernels
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o -v | FileCheck %s

#define CORE __attribute__((preserve_access_index))
#define SEC(name) __attribute__((section(name), used))
#define NOINLINE __attribute__((noinline))
#define WEAK __attribute__((weak))

#ifndef SECOND
struct only_here { long a[2]; } only_here;
struct task_struct { int pid; } CORE;
int shared_counter;

// The relocation in it is nobody's: the other file's function takes its place.
WEAK NOINLINE int field(struct task_struct *task) { return task ? task->pid : 0; }

// CHECK-NOT: task_struct.pid
// CHECK: socket+0x{{.*}}: <target_type_id> struct task_struct: [[#]] -> [[#]]
SEC("socket") int first(void *context) {
  return __builtin_btf_type_id(*(struct task_struct *)0, 1) + only_here.a[1] + shared_counter + field(0);
}
SEC("license") char license_text[] = "GPL";

#else
struct list_head { struct list_head *next; } CORE;
struct task_struct { int tgid; } CORE;
extern int shared_counter;
NOINLINE int field(struct task_struct *task) { return task ? task->tgid : 1; }

// CHECK: <target_type_id> struct list_head: [[#]] -> [[#]]
// CHECK-NEXT: <local_type_id> struct list_head: [[ID:[0-9]+]] -> [[ID]]
SEC("socket") int second(void *context) {
  return __builtin_btf_type_id(*(struct list_head *)0, 1) +
         __builtin_btf_type_id(*(struct list_head *)0, 0) + shared_counter++ + field(0);
}
#endif
