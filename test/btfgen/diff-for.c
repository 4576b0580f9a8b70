// --for keeps what the CO-RE relocations of objects touch, of all kinds: fields, also of a flavor
// and of a struct inside another one, enumerators, types and their sizes.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: btfgen diff %testdata/6.1.0-56-amd64.btf.xz %testdata/6.12.107+deb13-amd64.btf.xz --for %t.o | FileCheck %s --strict-whitespace --match-full-lines
// RUN: btfgen diff %testdata/6.1.0-56-amd64.btf.xz %testdata/6.1.0-56-amd64.btf.xz --for %t.o --exit-code | count 0

//      CHECK:+ struct bpf_arena (size 336, 7 members)
// CHECK-NEXT:~ struct sched_dl_entity
// CHECK-NEXT:    size: 224 -> 240
// CHECK-NEXT:~ struct sched_entity
// CHECK-NEXT:    ~ vruntime: offset 80 -> 112
// CHECK-NEXT:- struct task_rss_stat (size 20, 2 members)
// CHECK-NEXT:~ struct task_struct
// CHECK-NEXT:    - rss_stat: struct task_rss_stat, offset 2288, size 20
// CHECK-NEXT:    ~ pid: offset 2416 -> 2432
// CHECK-NEXT:    ~ tgid: offset 2420 -> 2436
// CHECK-NEXT:~ union bpf_attr
// CHECK-NEXT:    ~ raw_tracepoint: size 16 -> 24
// CHECK-NEXT:    + raw_tracepoint.cookie: __u64, offset 16, size 8
// CHECK-NEXT:~ enum bpf_reg_type
// CHECK-NEXT:    ~ PTR_TO_BUF = 18 -> 19
// CHECK-NOT:{{.+}}

#define CORE __attribute__((preserve_access_index))
typedef unsigned long long u64;

struct sched_entity {
  u64 vruntime;
} CORE;
struct task_rss_stat {
  int events;
} CORE;
struct task_struct {
  int pid;
  struct sched_entity se;
  struct task_rss_stat rss_stat;
} CORE;
struct task_struct___other {
  int tgid;
} CORE;
struct bpf_arena {
} CORE;
struct sched_dl_entity {
} CORE;
struct list_head {
  struct list_head *next;
} CORE;
union bpf_attr {
  struct {
    u64 cookie;
  } raw_tracepoint;
} CORE;
enum bpf_reg_type { PTR_TO_BUF = 1 };

u64 touch(struct task_struct *task, struct task_struct___other *other, union bpf_attr *attr,
          struct list_head *list) {
  u64 sum = task->pid + task->se.vruntime + task->rss_stat.events + other->tgid;
  sum += attr->raw_tracepoint.cookie + (u64)list->next;
  sum += __builtin_preserve_type_info(*(struct bpf_arena *)0, 0);
  sum += __builtin_preserve_type_info(*(struct sched_dl_entity *)0, 1);
  sum += __builtin_preserve_enum_value(*(enum bpf_reg_type *)PTR_TO_BUF, 1);
  return sum;
}
