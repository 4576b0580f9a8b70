// REQUIRES: bpf
// The running kernel's bit fields, at whatever position they are, from a program whose own type has
// them elsewhere.
// RUN: rm -f /sys/fs/bpf/btfkit_bit_field
// RUN: for level in 1 2 3; do %clangxx_btf -O$level -c %s -o %t.o && bpftool prog load %t.o /sys/fs/bpf/btfkit_bit_field && rm /sys/fs/bpf/btfkit_bit_field || exit 1; done
#include <btfkit/bpf.hpp>

struct [[btf::preserve_access_index]] task_struct {
  unsigned in_iowait : 1;
  unsigned in_execve : 1;
  unsigned sched_contributes_to_load : 1;
};
SEC("tp_btf/sched_process_exec") int program(unsigned long long* context) {
  const auto* task = reinterpret_cast<task_struct*>(context[0]);
  if (!BTFKIT_FIELD_EXISTS(task->in_iowait)) return 0;
  return BTFKIT_READ_BIT_FIELD(task, in_iowait) + BTFKIT_READ_BIT_FIELD(task, in_execve) +
         BTFKIT_READ_BIT_FIELD(task, sched_contributes_to_load);
}
LICENSE("GPL");
