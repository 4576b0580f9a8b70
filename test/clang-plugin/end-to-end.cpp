// REQUIRES: bpf
// A whole program: relocated reads of the running kernel's task_struct, a variant in a ring buffer.
// RUN: rm -rf /sys/fs/bpf/btfkit_end_to_end
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: bpftool -d prog load %t.o /sys/fs/bpf/btfkit_end_to_end > %t.log 2>&1
// RUN: FileCheck %s --check-prefix=LOAD < %t.log
// RUN: rm -rf /sys/fs/bpf/btfkit_end_to_end
// RUN: for level in 1 3 z; do %clangxx_btf -O$level %libstdcxx -c %s -o %t.o && bpftool prog load %t.o /sys/fs/bpf/btfkit_end_to_end && rm /sys/fs/bpf/btfkit_end_to_end || exit 1; done
#include <variant>

#include <btfkit/bpf.hpp>

struct [[btf::preserve_access_index]] task_ids { int pid; int tgid; };
struct [[btf::preserve_access_index]] sched_entity { unsigned long long sum_exec_runtime; };
class [[btf::preserve_access_index]] task_struct : public task_ids {
 public:
  sched_entity se;
  char comm[16];
  task_struct* real_parent;
  int thread_group() const { return tgid; }
};

struct leader { int pid, parent; char comm[4]; };
struct thread { int pid, group; unsigned long long runtime; };
using event = std::variant<leader, thread>;
SEC(".maps") btfkit::ringbuf<4096> events;

// CHECK-LABEL: <on_exec>:
// CHECK-DAG: struct task_struct::pid (0:0){{$}}
// CHECK-DAG: struct task_struct::tgid (0:1){{$}}
// CHECK-DAG: struct task_struct::real_parent (0:4){{$}}
// CHECK-DAG: struct task_struct::comm (0:3){{$}}
// CHECK-DAG: struct task_struct::se.sum_exec_runtime (0:2:0){{$}}
// LOAD-DAG: relo {{.*}} <byte_off> [{{[0-9]+}}] struct task_struct.tgid
// LOAD-DAG: <byte_off> [{{[0-9]+}}] struct task_struct.se.sum_exec_runtime
// LOAD-DAG: patched insn
SEC("tp_btf/sched_process_exec") int on_exec(unsigned long long* ctx) {
  auto* task = reinterpret_cast<task_struct*>(ctx[0]);
  auto* out = events.reserve<event>();
  if (out == nullptr) return 0;
  if (task->pid == task->thread_group()) {
    leader found{task->pid, task->real_parent->tgid, {}};
    for (int i = 0; i < 4; ++i) found.comm[i] = task->comm[i];
    new (out) event(found);
  } else {
    new (out) event(thread{task->pid, task->tgid, task->se.sum_exec_runtime});
  }
  events.submit(out);
  return 0;
}
LICENSE("GPL");
