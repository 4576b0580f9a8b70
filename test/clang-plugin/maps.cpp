// REQUIRES: bpf
// The class templates of btfkit/maps.hpp are the map definitions that libbpf reads.
// RUN: %clangxx_btf -Wextra -Wpedantic -Werror -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
// RUN: rm -rf /sys/fs/bpf/btfkit_maps
// RUN: bpftool prog load %t.o /sys/fs/bpf/btfkit_maps
// RUN: bpftool map | FileCheck %s --check-prefix=MAPS
// RUN: rm -rf /sys/fs/bpf/btfkit_maps
#include <btfkit/bpf.hpp>
using namespace btfkit;

struct record { u64 at; u32 pid; u32 cpu; };
SEC(".maps") hash_map<u32, record, 64> a_hash;
SEC(".maps") array_map<u64, 4> an_array;
SEC(".maps") hash_map<u32, u64, 8, 1> not_preallocated;
SEC(".maps") percpu_array_map<u64, 1> a_percpu;
SEC(".maps") ringbuf<4096> a_ringbuf;
SEC(".maps") perf_event_array a_perf;

SEC("raw_tp/sched_process_exec") int program(void* context) {
  const u32 pid = get_current_pid_tgid() >> 32;
  record value{ktime_get_ns(), pid, get_smp_processor_id()};
  a_hash.update(pid, value);
  if (u64* count = an_array.lookup(1)) ++*count;
  if (u64* count = a_percpu.lookup(0)) ++*count;
  if (record* found = a_hash.lookup(pid)) found->cpu = 0;
  a_hash.erase(pid);
  a_ringbuf.output(value);
  a_perf.output(context, value);
  if (auto* reserved = a_ringbuf.reserve<record>()) {
    reserved->pid = pid;
    a_ringbuf.submit(reserved);
  }
  trace_printk("pid %d", pid);
  return 0;
}
LICENSE("GPL");
// CHECK: STRUCT 'btfkit_map_{{.*}}' size=32 vlen=4
// CHECK-NEXT: 'type'
// CHECK-NEXT: 'key'
// CHECK-NEXT: 'value'
// CHECK-NEXT: 'max_entries'
// CHECK: STRUCT 'btfkit_map_{{.*}}_1' size=40 vlen=5
// CHECK-NEXT: 'map_flags'
// MAPS-DAG: hash  name a_hash
// MAPS-DAG: array  name an_array
// MAPS-DAG: percpu_array  name a_percpu
// MAPS-DAG: ringbuf  name a_ringbuf
// MAPS-DAG: perf_event_array  name a_perf
