// A kfunc that vmlinux.hpp declares can be called from C++: libbpf finds it in the running kernel, and
// its prototype is the kernel's.
// REQUIRES: bpf
// RUN: mkdir -p %t
// RUN: btfgen dump --format c++ /sys/kernel/btf/vmlinux -o %t/vmlinux.hpp
// RUN: %clangxx_btf -Wextra -Werror -I%t -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
// RUN: rm -f /sys/fs/bpf/btfkit-test-kfuncs
// RUN: bpftool prog load %t.o /sys/fs/bpf/btfkit-test-kfuncs
// RUN: bpftool prog dump xlated pinned /sys/fs/bpf/btfkit-test-kfuncs | FileCheck %s --check-prefix=LOADED
// RUN: rm /sys/fs/bpf/btfkit-test-kfuncs

#include <vmlinux.hpp>
#include <btfkit/bpf.hpp>

// CHECK-DAG: FUNC 'bpf_task_acquire' type_id=[[PROTO:[0-9]+]] linkage=extern
// CHECK-DAG: FUNC 'bpf_task_release' type_id={{[0-9]+}} linkage=extern
// CHECK-DAG: [[[PROTO]]] FUNC_PROTO '(anon)' ret_type_id=[[POINTER:[0-9]+]] vlen=1
// CHECK-DAG: [[[POINTER]]] PTR '(anon)' type_id=[[TASK:[0-9]+]]
// A forward declaration would not be what the kernel has.
// CHECK-DAG: [[[TASK]]] STRUCT 'task_struct'
// CHECK-DAG: DATASEC '.ksyms'
// LOADED-DAG: call bpf_task_acquire
// LOADED-DAG: call bpf_task_release
SEC("tp_btf/sched_process_exec") int kfuncs(unsigned long long* context) {
  auto* task = reinterpret_cast<task_struct*>(context[0]);
  if (!bpf_task_acquire || !bpf_task_release) return 0;
  task_struct* mine = bpf_task_acquire(task);
  if (mine == nullptr) return 0;
  bpf_task_release(mine);
  return 0;
}

LICENSE("GPL");
