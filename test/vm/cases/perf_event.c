// RUN: bpfload run %image --events events --count 10 --timeout 20 -- sh -c 'while :; do :; done'
// CHECK-COUNT-10: events: 1 bytes: 01
#include "case.h"
EVENTS

SEC("perf_event/cpu-clock:100Hz") int sample(void *ctx) {
  report(1);
  return 0;
}
