// RUN: bpfload run %image --events events --count 3 --timeout 20 -- sh -c /bin/true
// CHECK-DAG: events: 1 bytes: 01
// CHECK-DAG: events: 1 bytes: 02
// CHECK-DAG: events: 1 bytes: 03
// RUN: refused bpfload run %image --attach 'entries=kprobe.multi:no_such_*' 2>&1
// CHECK: 'kprobe.multi:no_such_*': no function that can be traced has such a name
// RUN: refused bpfload run %image --attach entries=kprobe.multi:no_such_function 2>&1
// CHECK: 'kprobe.multi:no_such_function': the kernel has no such function that can be traced
#include "case.h"
EVENTS

SEC("kprobe.multi/begin_new_ex?c*") int entries(void *ctx) {
  report(1);
  return 0;
}

SEC("kretprobe.multi/begin_new_ex*") int returns(void *ctx) {
  report(2);
  return 0;
}

SEC("kprobe.multi/begin_new_exec") int one(void *ctx) {
  report(3);
  return 0;
}
