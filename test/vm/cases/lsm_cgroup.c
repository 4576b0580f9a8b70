// A hook of LSM, for the processes of a cgroup.
// RUN: mkdir /sys/fs/cgroup/lsm
// RUN: bpfload run %image --attach cgroup:/sys/fs/cgroup/lsm --events events --timeout 10 -- sh -c 'echo 0 >/sys/fs/cgroup/lsm/cgroup.procs; ping -c 1 127.0.0.1'
// CHECK: events: 1 bytes: 01
#include "case.h"
EVENTS

SEC("lsm_cgroup/socket_create") int creates(unsigned long long *ctx) {
  report(1);
  return 1;
}
