// RUN: bpfload run %image --events events --count 1 --timeout 10 -- sh -c 'true; /bin/true'
// CHECK: events: 1 bytes: 01
#include "case.h"
EVENTS

SEC("raw_tp/sched_process_exec") int on_exec(void *ctx) {
  report(1);
  return 0;
}
