// RUN: bpfload run %image --events events --count 1 --timeout 10 -- cat /proc/self/comm
// CHECK: events: 1 bytes: 04
#include "case.h"
EVENTS

SEC("fmod_ret/security_file_open") int opened(void *ctx) {
  report(4);
  return 0;
}
