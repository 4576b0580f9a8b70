// What is left of a kernel's BTF, and what libbpf makes of it.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %S/Inputs/min_as_whole %t.o %little_endian_kernels
// RUN: %clang_bpf -c %S/../bpfreloc/fields.c -o %t.fields.o
// RUN: %S/Inputs/min_as_whole %t.fields.o %little_endian_kernels
// RUN: %clang_bpf -c %S/../bpfreloc/resize.c -o %t.resize.o
// RUN: %S/Inputs/min_as_whole %t.resize.o %little_endian_kernels
// RUN: btfgen min --for %t.o %testdata/6.12.107+deb13-amd64.btf.xz -o %t.btf
// RUN: btfgen dump %t.btf | FileCheck %s
// The kernel takes what is left, and to make it smaller again changes nothing.
// RUN: %if bpf %{ btf_load %t.btf %}
// RUN: btfgen min --for %t.o %t.btf -o %t.again.btf
// RUN: cmp %t.btf %t.again.btf

// CHECK-DAG: INT 'long unsigned int' size=8
// CHECK-DAG: STRUCT 'task_struct' size={{[0-9]+}} vlen=2
// CHECK-DAG: 'pid' type_id={{[0-9]+}} bits_offset=
// CHECK-DAG: 'mm' type_id={{[0-9]+}} bits_offset=
// CHECK-DAG: STRUCT 'mm_struct' size={{[0-9]+}} vlen=1
// CHECK-DAG: 'BPF_MAP_TYPE_RINGBUF' val=27
// CHECK-NOT: 'BPF_MAP_TYPE_HASH'
// CHECK-NOT: 'file'

#define CORE __attribute__((preserve_access_index))
#define SEC(name) __attribute__((section(name), used))

struct mm_struct {
  unsigned long start_code;
} CORE;
struct task_struct {
  int pid;
  struct mm_struct *mm;
  int nothing_of_the_kind;
} CORE;
enum bpf_map_type { BPF_MAP_TYPE_RINGBUF };
struct list_head {
  struct list_head *next;
} CORE;
struct no_such_struct {
  int a;
} CORE;

SEC("raw_tp/sys_enter")
int prog(struct task_struct *task) {
  unsigned long value = 0;
  value += task->pid;
  value += task->mm->start_code;
  value += __builtin_preserve_field_info(task->nothing_of_the_kind, 2);
  value += __builtin_preserve_enum_value(*(enum bpf_map_type *)BPF_MAP_TYPE_RINGBUF, 1);
  value += __builtin_preserve_type_info(*(struct list_head *)0, 2);
  value += __builtin_preserve_type_info(*(struct no_such_struct *)0, 0);
  value += __builtin_preserve_type_info(*(struct list_head *)0, 1);
  return value;
}

char _license[] SEC("license") = "GPL";
