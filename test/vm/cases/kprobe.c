// RUN: bpfload run %image --events events --attach entry --attach at_return --count 2 --timeout 20 -- sh -c /bin/true
// CHECK: events: 1 bytes: 01
// CHECK: events: 1 bytes: 02
// RUN: refused bpfload run %image --attach entry=kprobe:no_such_function 2>&1
// CHECK: bpfload: {{.*}}: program 'entry': 'kprobe:no_such_function': the kernel has no function 'no_such_function'
// RUN: refused bpfload run %image --attach entry=kprobe:begin_new_exec+100000 2>&1
// CHECK: bpfload: {{.*}}: program 'entry': 'kprobe:begin_new_exec+100000':
// RUN: refused bpfload run %image --attach entry=kretprobe:begin_new_exec+4 2>&1
// CHECK: bpfload: {{.*}}: program 'entry': 'kretprobe:begin_new_exec+4': a function returns as a whole: no offset expected
// RUN: test -z "$(ls /sys/fs/bpf)"
#include "case.h"
EVENTS

SEC("kprobe/begin_new_exec") int entry(void *ctx) {
  report(1);
  return 0;
}

SEC("kretprobe/begin_new_exec") int at_return(void *ctx) {
  report(2);
  return 0;
}
