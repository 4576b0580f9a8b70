// One program in C over vmlinux.h and in C++ over vmlinux.hpp: the same relocations and the same
// instructions, also of members that C++ calls otherwise.
// RUN: mkdir -p %t
// RUN: btfgen dump --format c %testdata/6.12.107+deb13-amd64.btf.xz -o %t/vmlinux.h
// RUN: btfgen dump --format c++ %testdata/6.12.107+deb13-amd64.btf.xz -o %t/vmlinux.hpp
// RUN: for level in 1 2 3 z; do \
// RUN:   %clang_bpf -O$level -I%t -x c -c %s -o %t.c.o && \
// RUN:   %clangxx_btf -O$level -I%t -c %s -o %t.cpp.o || exit 1; \
// RUN:   for o in c cpp; do llvm-objdump -dr %t.$o.o | sed '1,3d; s/CO-RE <\([a-z_]*\)> \[[0-9]*\]/CO-RE <\1>/' > %t.$o.txt; done; \
// RUN:   diff %t.c.txt %t.cpp.txt || exit 1; done
// RUN: FileCheck %s < %t.cpp.txt
// CHECK-DAG: CO-RE <byte_off> struct task_struct::real_parent
// CHECK-DAG: CO-RE <byte_off> struct device::class
// CHECK-DAG: CO-RE <byte_off> struct kobj_type::namespace
// CHECK-DAG: CO-RE <byte_off> struct folio::{{.*}}private
// CHECK-DAG: CO-RE <field_exists>
// CHECK-DAG: CO-RE <enumval_value> enum pid_type::PIDTYPE_TGID
#ifdef __cplusplus
#include <vmlinux.hpp>
#define SPELLED(word) word##_
extern "C" {
#else
#include <vmlinux.h>
#define SPELLED(word) word
#endif
#define SEC(name) __attribute__((section(name), used))

SEC("raw_tp/sched_switch") int on_switch(struct bpf_raw_tracepoint_args* ctx) {
  struct task_struct* task = (struct task_struct*)ctx->args[2];
  unsigned long long sum = task->pid + task->real_parent->tgid + task->comm[3];
  sum += task->se.cfs_rq->nr_running + task->mm->mmap_base + task->cred->uid.val;
  sum += task->thread_info.flags + task->signal->rlim[3].rlim_max;
  return (int)sum + (task->sched_class->enqueue_task != 0);
}

SEC("raw_tp/device") int on_device(struct bpf_raw_tracepoint_args* ctx) {
  struct device* device = (struct device*)ctx->args[0];
  const struct kobj_type* type = device->kobj.ktype;
  return device->SPELLED(class) == 0 && type->SPELLED(namespace) == 0;
}

SEC("raw_tp/folio") int on_folio(struct bpf_raw_tracepoint_args* ctx) {
  struct folio* folio = (struct folio*)ctx->args[0];
  return folio->SPELLED(private) != 0 && folio->mapping->host->i_sb->s_magic == 0xef53 &&
         __builtin_preserve_field_info(folio->_mapcount, 2);
}

SEC("raw_tp/socket") int on_socket(struct bpf_raw_tracepoint_args* ctx) {
  struct sock* sock = (struct sock*)ctx->args[0];
  return sock->__sk_common.skc_family + sock->sk_rcvbuf + sock->__sk_common.skc_net.net->ns.inum;
}

SEC("raw_tp/questions") int questions(struct bpf_raw_tracepoint_args* ctx) {
  return __builtin_preserve_type_info(*(struct bpf_iter__task*)ctx, 1) +
         __builtin_btf_type_id(*(struct task_struct*)ctx, 1) +
         __builtin_preserve_enum_value(*(enum pid_type*)PIDTYPE_TGID, 1);
}

char license_text[] SEC("license") = "GPL";
#ifdef __cplusplus
}
#endif
