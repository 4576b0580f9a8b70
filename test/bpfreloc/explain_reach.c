// Whether a poisoned instruction can be reached, and who guards it otherwise.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: bpfreloc explain %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz > %t.txt; test $? = 3
// RUN: FileCheck %s < %t.txt
// RUN: %clang_bpf -O1 -c %s -o %t.o1
// RUN: bpfreloc explain %t.o1 --target %testdata/6.12.107+deb13-amd64.btf.xz > %t.txt1; test $? = 3
// RUN: FileCheck %s < %t.txt1
// Without the unguarded ones nothing is wrong.
// RUN: %clang_bpf -DGUARDED_ONLY -c %s -o %t.guarded.o
// RUN: bpfreloc explain %t.guarded.o --target %testdata/6.12.107+deb13-amd64.btf.xz > /dev/null

#define CORE __attribute__((preserve_access_index))
#define SEC(name) __attribute__((section(name), used))
#define exists(field) __builtin_preserve_field_info(field, 2)

struct task_struct {
  int pid;
  long state, second;
  int tgid;
} CORE;
struct nowhere {
  int field;
} CORE;

const volatile int use_old = 0;
const volatile int use_new = 1;
unsigned long sum;

#ifndef GUARDED_ONLY
// CHECK: <byte_off> struct task_struct.state: {{.*}} -> none
// CHECK: why: struct task_struct has no member 'state' in 6.12.107+deb13-amd64; nearest: '__state'{{.*}}; guard it with an exists check
// CHECK-NEXT: reach: program 'plain' can reach it
SEC("socket/a") int plain(struct task_struct *task) {
  sum = task->state;
  return 0;
}

// The check is of something that is there.
// CHECK: <byte_off> struct task_struct.state: {{.*}} -> none
// CHECK: reach: program 'wrong_guard' can reach it
SEC("socket/b") int wrong_guard(struct task_struct *task) {
  if (exists(task->pid)) sum = task->state;
  return 0;
}

// A branch upon what isn't known is no guard.
// CHECK: <byte_off> struct task_struct.state: {{.*}} -> none
// CHECK: reach: program 'by_value' can reach it
SEC("socket/c") int by_value(struct task_struct *task) {
  if (task->pid == 7) sum = task->state;
  return 0;
}

// CHECK: <byte_off> struct task_struct.state: {{.*}} -> none
// CHECK: reach: program 'switched_on' can reach it
SEC("socket/d") int switched_on(struct task_struct *task) {
  if (use_new) sum = task->state;
  return 0;
}
#endif

// CHECK: explain_reach.c:[[#@LINE+4]]:{{[0-9]+}}: absent: <field_exists> struct task_struct.state
// CHECK: <byte_off> struct task_struct.state: {{.*}} -> none
// CHECK: reach: not reached: guarded by <field_exists> struct task_struct.state, which is 0, at {{.*}}explain_reach.c:[[#@LINE+2]]
SEC("socket/e") int guarded(struct task_struct *task) {
  if (exists(task->state)) sum = task->state;
  return 0;
}

// CHECK: <byte_off> struct task_struct.state: {{.*}} -> none
// CHECK: reach: not reached: guarded by <field_exists> struct task_struct.state, which is 0
SEC("socket/f") int returns(struct task_struct *task) {
  if (!exists(task->state)) return 0;
  sum = task->state;
  return 1;
}

// CHECK: <byte_off> struct task_struct.state: {{.*}} -> none
// CHECK: reach: not reached: guarded by <field_exists> struct task_struct.state, which is 0, at {{.*}}, and guarded by <type_exists> struct nowhere, which is 0
SEC("socket/g") int both(struct task_struct *task) {
  if (exists(task->state) || __builtin_preserve_type_info(*(struct nowhere *)0, 0)) {
    sum = task->state;
  }
  return 0;
}

// The one that is enough by itself, however the other comes out.
// CHECK: <byte_off> struct task_struct.state: {{.*}} -> none
// CHECK: reach: not reached: guarded by <type_exists> struct nowhere, which is 0, at {{.*}}explain_reach.c:{{[0-9:]+$}}
SEC("socket/h") int either(struct task_struct *task) {
  if (use_old && exists(task->state)) {
    if (__builtin_preserve_type_info(*(struct nowhere *)0, 0)) sum = task->state;
  }
  return 0;
}

// CHECK: <byte_off> struct task_struct.state: {{.*}} -> none
// CHECK: reach: not reached: guarded by the read-only variable 'use_old'
SEC("socket/i") int switched_off(struct task_struct *task) {
  if (use_old) sum = task->state;
  return 0;
}

// What a static function returns is followed, and what it is given.
static __attribute__((noinline)) int has_state(struct task_struct *task) {
  return exists(task->state);
}
static __attribute__((noinline)) int read_state(struct task_struct *task, int wanted) {
  if (wanted) sum += task->state;
  return 0;
}
static __attribute__((noinline)) int read_second(struct task_struct *task) {
  sum += task->second;
  return 0;
}
// CHECK: <byte_off> struct task_struct.state: {{.*}} -> none
// CHECK: reach: not reached: guarded by <field_exists> struct task_struct.state, which is 0
SEC("socket/j") int calls(struct task_struct *task) {
  if (has_state(task)) sum = task->state;
  read_state(task, has_state(task));
  if (has_state(task)) read_second(task);
  return 0;
}
// CHECK: at .text+{{.*}}, in read_state
// CHECK: reach: not reached: guarded by <field_exists> struct task_struct.state, which is 0
// CHECK: at .text+{{.*}}, in read_second
// CHECK: reach: not reached: guarded by <field_exists> struct task_struct.state, which is 0

// A function that only dead code calls is looked at by kernels before 6.8, and one that nobody calls
// by none.
// CHECK: at .text+{{.*}}, in uncalled
// CHECK: reach: not reached: no program calls 'uncalled'
int uncalled(struct task_struct *task) {
  sum += task->state;
  return 0;
}
SEC("license") char license_text[] = "GPL";
