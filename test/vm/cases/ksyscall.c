// The functions' names are those of the kernel's architecture, which bpfreloc finds out.
// RUN: bpfload inspect %image
// CHECK: attach to: kprobe:__{{x64|arm64|s390x}}_sys_umask
// CHECK: attach to: kretprobe:__{{x64|arm64|s390x}}_sys_umask
// RUN: bpfload run %image --events events -- sh -c 'umask 77'
// CHECK: events: 1 bytes: 01
// CHECK: events: 1 bytes: 02
#include "case.h"
EVENTS

SEC("ksyscall/umask") int entry(void *ctx) {
  report(1);
  return 0;
}

SEC("kretsyscall/umask") int at_return(void *ctx) {
  report(2);
  return 0;
}
