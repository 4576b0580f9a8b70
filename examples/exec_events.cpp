// A BPF program in C++: follows processes as they start programs, fork and exit.
//
//   clang++-22 -target bpf -g -O2 -fplugin=libbtfplugin.so ... -c exec_events.cpp -o
//   exec_events.bpf.o bpfreloc exec_events.bpf.o --target /sys/kernel/btf/vmlinux -o
//   exec_events.image.o bpfload run exec_events.image.o
//
// It shows what btfkit adds to clang: relocatable access to the kernel's structs through C++
// classes, and BTF for std::variant.
#include "exec_events.hpp"

#include <btfkit/bpf.hpp>
#include <new>

namespace kernel {

// The kernel's task_struct as far as this program is concerned. Names must be the kernel's; order,
// offsets and everything left out don't matter, since each access is relocated: in no kernel does
// `pid` stand at the start, and Linux has no `task_ids`, whose members are task_struct's own.
struct [[btf::preserve_access_index]] task_ids {
  int pid;
  int tgid;
};

struct [[btf::preserve_access_index]] sched_entity {
  std::uint64_t sum_exec_runtime;
};

class [[btf::preserve_access_index]] task_struct : public task_ids {
 public:
  char comm[16];
  task_struct* real_parent;
  int exit_code;
  sched_entity se;

  bool leads_its_process() const { return pid == tgid; }
  int exit_status() const { return exit_code >> 8 & 0xff; }
};

}  // namespace kernel

namespace exec_events {

SEC(".maps") btfkit::ringbuf<256 * 1024, Event> events;
// The last event of each process, for whoever comes later than the ring buffer remembers.
SEC(".maps") btfkit::lru_hash_map<std::uint32_t, Event, 1024> latest;
// How many events there were of each alternative of Event::what.
SEC(".maps")
btfkit::percpu_array_map<std::uint64_t, std::variant_size_v<decltype(Event::what)>> counts;

template <typename What>
BTFKIT_INLINE void report(const kernel::task_struct* task, const What& what) {
  auto* event = events.reserve();
  if (!event) return;
  const auto pid = static_cast<std::uint32_t>(task->tgid);
  new (event) Event{pid, {}, what};
  btfkit::probe_read_kernel_str(event->command.data(), event->command.size(), task->comm);
  // By way of the stack: before Linux 6.2 a map takes no value from a ring buffer's memory.
  const Event copy = *event;
  latest.update(pid, copy);
  if (auto* count = counts.lookup(static_cast<std::uint32_t>(event->what.index()))) ++*count;
  events.submit(event);
}

SEC("tp_btf/sched_process_exec")
int on_exec(unsigned long long* context) {
  auto* task = reinterpret_cast<const kernel::task_struct*>(context[0]);
  report(task,
         Exec{static_cast<std::uint32_t>(task->real_parent->tgid), task->se.sum_exec_runtime});
  return 0;
}

SEC("tp_btf/sched_process_fork")
int on_fork(unsigned long long* context) {
  auto* parent = reinterpret_cast<const kernel::task_struct*>(context[0]);
  auto* child = reinterpret_cast<const kernel::task_struct*>(context[1]);
  if (child->leads_its_process()) report(parent, Fork{static_cast<std::uint32_t>(child->tgid)});
  return 0;
}

SEC("tp_btf/sched_process_exit")
int on_exit(unsigned long long* context) {
  auto* task = reinterpret_cast<const kernel::task_struct*>(context[0]);
  if (task->leads_its_process()) {
    report(task, Exit{task->exit_status(), task->se.sum_exec_runtime});
  }
  return 0;
}

}  // namespace exec_events

SEC("license") char LICENSE[] = "Dual MIT/GPL";
