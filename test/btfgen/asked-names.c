// What objects ask a kernel for by name counts for `min --for` and `diff --for`, too: functions and
// tracepoints to attach to, kernel symbols, structs of operations, what tells LINUX_HAS_*.
// RUN: rm -rf %t && mkdir %t
// RUN: %clang_bpf -c %s -o %t/names.o && %clang_bpf -DOPERATIONS -c %s -o %t/operations.o
// RUN: btfgen diff %testdata/6.1.0-56-amd64.btf.xz %testdata/6.12.107+deb13-amd64.btf.xz --for %t/names.o | FileCheck %s --check-prefix=DIFF --strict-whitespace --match-full-lines
//      DIFF:~ struct task_struct
// DIFF-NEXT:    ~ pid: offset 2416 -> 2432
// DIFF-NEXT:~ typedef btf_trace_consume_skb
// DIFF-NEXT:    type: void (*)(void *, struct sk_buff *) -> void (*)(void *, struct sk_buff *, void *)
// DIFF-NEXT:+ function void bpf_rcu_read_lock(void)
// DIFF-NEXT:~ function vfs_create
// DIFF-NEXT:    - int vfs_create(struct user_namespace *mnt_userns, struct inode *dir, struct dentry *dentry, umode_t mode, bool want_excl)
// DIFF-NEXT:    + int vfs_create(struct mnt_idmap *idmap, struct inode *dir, struct dentry *dentry, umode_t mode, bool want_excl)
//  DIFF-NOT:{{.+}}
// RUN: btfgen diff %testdata/6.12.107+deb13-amd64.btf.xz %testdata/6.1.0-56-amd64.btf.xz --for %t/names.o | FileCheck %s --check-prefix=REMOVED
// REMOVED: - function void bpf_rcu_read_lock(void)
// RUN: btfgen diff %testdata/6.1.0-56-amd64.btf.xz %testdata/6.12.107+deb13-amd64.btf.xz --for %t/operations.o | FileCheck %s --check-prefix=OPERATIONS-DIFF
//      OPERATIONS-DIFF: ~ struct bpf_struct_ops_tcp_congestion_ops
// OPERATIONS-DIFF-NEXT: - refcnt
// OPERATIONS-DIFF-NEXT: + common
// OPERATIONS-DIFF-NEXT: - state
// OPERATIONS-DIFF-NEXT: ~ struct tcp_congestion_ops
// OPERATIONS-DIFF-NEXT: ~ cong_control: type void (*)(struct sock *, const struct rate_sample *) -> void (*)(struct sock *, u32, int, const struct rate_sample *){{$}}
//  OPERATIONS-DIFF-NOT: {{.+}}

// RUN: xz -dkc %testdata/6.12.107+deb13-amd64.btf.xz > %t/whole.btf
// RUN: btfgen min --for %t/names.o %t/operations.o %t/whole.btf -o %t/min.btf
// RUN: btfgen dump %t/min.btf | FileCheck %s --check-prefix=MIN
// MIN-DAG: {{^}}[[[#CREATE:]]] FUNC_PROTO '(anon)' ret_type_id={{[1-9][0-9]*}} vlen=5
// MIN-DAG: FUNC 'vfs_create' type_id=[[#CREATE]] linkage=static
// MIN-DAG: FUNC 'bpf_lsm_file_open'
// MIN-DAG: FUNC 'bpf_iter_task'
// MIN-DAG: TYPEDEF 'btf_trace_consume_skb'
// MIN-DAG: FUNC 'bpf_rcu_read_lock'
// MIN-DAG: VAR 'runqueues'
// MIN-DAG: STRUCT 'rq' size={{[1-9][0-9]*}} vlen=0
// MIN-DAG: 'BPF_FUNC_get_attach_cookie'
// MIN-DAG: FUNC '__x64_sys_bpf'
// MIN-DAG: STRUCT 'bpf_struct_ops_tcp_congestion_ops' size={{[1-9][0-9]*}} vlen=2
// MIN-DAG: 'cong_control' type_id=
// The kernel takes it, and to make it smaller again changes nothing.
// RUN: %if bpf %{ btf_load %t/min.btf %}
// RUN: btfgen min --for %t/names.o %t/operations.o %t/min.btf -o %t/again.btf && cmp %t/min.btf %t/again.btf

// It tells the ids of what is asked for, so that images are the same to the last byte, as they are
// for each object here that asks for anything.
// RUN: %S/Inputs/min_for_bpfreloc %t/names.o %testdata/6.12.107+deb13-amd64.btf.xz %testdata/6.12.107+deb13-cloud-arm64.btf.xz
// RUN: for name in fields types resize hidden subprograms; do %clang_bpf -c %S/../bpfreloc/$name.c -o %t/$name.o; %S/Inputs/min_for_bpfreloc %t/$name.o %little_endian_kernels || exit 1; done
// RUN: %clang -target bpfeb -DNO_HOOKS -g -O2 -c %s -o %t/big.o
// RUN: %S/Inputs/min_for_bpfreloc %t/big.o %testdata/6.12.107+deb13-s390x.btf.xz
// RUN: %S/Inputs/min_for_bpfreloc %build/examples/exec_events.bpf.o %little_endian_kernels
// Even what is made smaller for other objects, too, and then again.
// RUN: btfgen min --for %t/names.o %t/min.btf -o %t/twice.btf && bpfreloc %t/names.o --target %t/whole.btf -o %t/whole.o && bpfreloc %t/names.o --target %t/twice.btf -o %t/twice.o && cmp %t/whole.o %t/twice.o
// For the running kernel they load.
// RUN: %clang_bpf -DRUNS -c %s -o %t/runs.o
// RUN: %if bpf %{ btfgen min --for %t/runs.o /sys/kernel/btf/vmlinux -o %t/here.btf && bpfreloc %t/runs.o --target %t/here.btf -o %t/runs.image.o && bpfload test-run %t/runs.image.o --program program --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=RUNS %}
// RUNS: retval{{.*}} 3

// What is in it for other objects has no id.
// RUN: %clang_bpf -DMEMBERS -c %s -o %t/members.o && btfgen min --for %t/members.o %t/whole.btf -o %t/members.btf
// RUN: %clang_bpf -DIDS -c %s -o %t/ids.o
// RUN: not bpfreloc %t/ids.o --target %t/members.btf -o %t/ids.image.o 2>&1 | FileCheck %s --check-prefix=NO-ID
// NO-ID: <target_type_id> struct task_struct (0): the target doesn't tell which id [{{[0-9]+}}] STRUCT 'task_struct' has in its kernel
// RUN: btfgen min --for %t/ids.o %t/members.btf -o %t/ids.btf
// RUN: not bpfreloc %t/ids.o --target %t/ids.btf -o %t/ids.image.o 2>&1 | FileCheck %s --check-prefix=NO-ID
// Modules' BTF is on the whole.
// RUN: not bpfreloc %t/members.o --target %t/members.btf --modules %t/whole.btf -o %t/ids.image.o 2>&1 | FileCheck %s --check-prefix=NO-BASE
// NO-BASE: bpfreloc: {{.*}}members.btf: it is a part of a kernel's BTF, and no base for that of modules

// What isn't found isn't found in either.
// RUN: %clang_bpf -DOTHER -c %s -o %t/other.o
// RUN: btfgen min --for %t/other.o %t/whole.btf -o %t/other.btf
// RUN: for kernel in whole other; do not bpfreloc %t/other.o --target %t/$kernel.btf -o %t/image.o 2>&1 | sed 's/\[[0-9]*\]/[]/' > %t/$kernel.txt; done; cmp %t/whole.txt %t/other.txt
// RUN: FileCheck %s --check-prefix=OTHER < %t/other.txt
// OTHER: .ksyms: 'bpf_rcu_read_lock' has other parameters than [] FUNC 'bpf_rcu_read_lock' of the target
// OTHER-NEXT: .ksyms: the target has no VAR 'no_such_variable'

#define SEC(name) __attribute__((section(name), used))
#define KSYM __attribute__((section(".ksyms")))
#define WEAK __attribute__((weak))
#if defined(OPERATIONS)
struct rate_sample;
struct tcp_congestion_ops {
  void (*cong_control)(void *sock, const struct rate_sample *sample);
  char name[16];
};
SEC("struct_ops/control") void control(unsigned long long *context) {}
SEC(".struct_ops") struct tcp_congestion_ops mine = {.cong_control = (void *)control, .name = "x"};
#elif defined(MEMBERS) || defined(IDS)
struct task_struct { int pid; } __attribute__((preserve_access_index));
SEC("raw_tp/sys_enter") int program(unsigned long long *context) {
#ifdef IDS
  return __builtin_btf_type_id(*(struct task_struct *)0, 1);
#else
  return ((struct task_struct *)context[0])->pid;
#endif
}
#elif defined(RUNS)
extern void bpf_rcu_read_lock(void) KSYM;
extern void bpf_rcu_read_unlock(void) KSYM;
SEC("tc") int program(void *context) {
  bpf_rcu_read_lock();
  bpf_rcu_read_unlock();
  return 3;
}
#elif defined(OTHER)
extern void bpf_rcu_read_lock(int) KSYM;
extern const int no_such_variable KSYM;
SEC("tc") int program(void *context) {
  bpf_rcu_read_lock(1);
  return no_such_variable;
}
#else
struct task_struct { int pid; } __attribute__((preserve_access_index));
struct rq { unsigned nr_running; };
extern void bpf_rcu_read_lock(void) KSYM WEAK;
extern const struct rq runqueues KSYM;
extern _Bool LINUX_HAS_BPF_COOKIE __attribute__((section(".kconfig")));
extern _Bool LINUX_HAS_SYSCALL_WRAPPER __attribute__((section(".kconfig")));

SEC("fentry/vfs_create") int attached(unsigned long long *context) {
  if (bpf_rcu_read_lock) bpf_rcu_read_lock();
  return LINUX_HAS_BPF_COOKIE + LINUX_HAS_SYSCALL_WRAPPER;
}
#ifndef NO_HOOKS  // as s390x's kernel has none
SEC("lsm.s/file_open")
#else
SEC("fexit.s/vfs_create")
#endif
int hook(unsigned long long *context) {
  return ((void *(*)(const void *, unsigned))153)(&runqueues, 0) != 0;
}
SEC("iter/task") int iterator(void *context) { return 0; }
SEC("tp_btf/consume_skb") int traced(unsigned long long *context) {
  return ((struct task_struct *)context[0])->pid;
}
#endif
SEC("license") char license_text[] = "GPL";
