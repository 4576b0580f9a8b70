// Types of real modules, a hundred files as a package has them: where their own BTF says.
// REQUIRES: long
// RUN: mkdir -p %t && %clang_bpf -c %s -o %t/program.o
// RUN: bpfreloc %t/program.o --target %source/.cache/vmlinux --modules %source/.cache/modules -o %t/image.o -v > %t/found.txt
// RUN: btfgen dump --base %source/.cache/vmlinux %source/.cache/modules/bfq.ko > %t/bfq.txt
// RUN: btfgen dump --base %source/.cache/vmlinux %source/.cache/modules/cryptd.ko > %t/cryptd.txt
// RUN: cat %t/bfq.txt %t/cryptd.txt %t/found.txt | FileCheck %s
//      CHECK: STRUCT 'bfq_queue' size=[[#SIZE:]]
//      CHECK: 'entity' type_id={{[0-9]+}} bits_offset=[[#ENTITY:]]
//      CHECK: 'pid' type_id={{[0-9]+}} bits_offset=[[#PID:]]
//      CHECK: STRUCT 'cryptd_cpu_queue'
//      CHECK: 'work' type_id={{[0-9]+}} bits_offset=[[#WORK:]]
//      CHECK: struct bfq_queue.pid: 0 -> [[#div(PID,8)]] of module 'bfq'
// CHECK-NEXT: <type_size> struct bfq_queue: 4 -> [[#SIZE]] of module 'bfq'
// CHECK-NEXT: struct cryptd_cpu_queue.work: 0 -> [[#div(WORK,8)]], {{.*}} of module 'cryptd'
// CHECK-NEXT: struct task_struct.pid: 0 -> {{[0-9]+$}}
#define CORE __attribute__((preserve_access_index))
struct bfq_queue { int pid; } CORE;
struct work_struct;
struct cryptd_cpu_queue { struct work_struct { long data; } work; } CORE;
struct task_struct { int pid; } CORE;
__attribute__((section("raw_tp/sys_enter"), used)) long program(unsigned long long *context) {
  struct bfq_queue *queue = (void *)context[0];
  struct cryptd_cpu_queue *work = (void *)context[1];
  struct task_struct *task = (void *)context[1];
  long sum = queue->pid + __builtin_preserve_type_info(*queue, 1);
  sum += (long)&work->work;
  return sum + task->pid;
}
__attribute__((section("license"), used)) char license_text[] = "GPL";
