// A session runs at the entry and at the return.
// RUN: bpfload run %image --events events --count 2 --timeout 20 -- sh -c /bin/true
// CHECK: events: 1 bytes: 01
// CHECK: events: 1 bytes: 01
#include "case.h"
EVENTS

SEC("kprobe.session/begin_new_ex*") int both(void *ctx) {
  report(1);
  return 0;
}
