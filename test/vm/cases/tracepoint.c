// RUN: bpfload run %image --events events --count 1 --timeout 10 -- sh -c '/bin/true'
// CHECK: events: 1 bytes: 02
#include "case.h"
EVENTS

SEC("tp/sched/sched_process_exec") int on_exec(void *ctx) {
  report(2);
  return 0;
}
