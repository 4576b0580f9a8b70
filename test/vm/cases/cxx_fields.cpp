// A C++ program through the plugin: the kernel's struct as a class whose base has two of its members.
// RUN: bpfload run %image --events events --count 1 --timeout 10 -- sh -c /bin/true
// CHECK: events: 1 bytes: 07
#include <btfkit/bpf.hpp>
#include <cstdint>

struct [[btf::preserve_access_index]] task_ids {
  int pid;
  int tgid;
};

class [[btf::preserve_access_index]] task_struct : public task_ids {
 public:
  task_struct* real_parent;
  bool leads_its_process() const { return pid == tgid; }
};

SEC(".maps") btfkit::ringbuf<4096> events;

SEC("tp_btf/sched_process_exec")
int on_exec(unsigned long long* context) {
  auto* task = reinterpret_cast<const task_struct*>(context[0]);
  if (!task->leads_its_process() || task->real_parent->pid <= 0) return 0;
  if (auto* seen = events.reserve<char>()) {
    *seen = 7;
    events.submit(seen);
  }
  return 0;
}

SEC("license") char LICENSE[] = "GPL";
