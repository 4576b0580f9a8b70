// RUN: bpfload run %image --events events --count 1 --timeout 10 -- cat /proc/self/comm
// CHECK: events: 1 bytes: 03
#include "case.h"
EVENTS

SEC("fentry/security_file_open") int opened(void *ctx) {
  report(3);
  return 0;
}
