// A pinned filter stays, and is found again.
// RUN: module sch_ingress
// RUN: module cls_bpf
// RUN: bpfload load %image --pin /sys/fs/bpf/tc --attach clsact.ingress:lo
// RUN: tc qdisc show dev lo
// CHECK: qdisc clsact ffff:
// RUN: bpfload list --pin /sys/fs/bpf/tc
// CHECK: /sys/fs/bpf/tc/filter-in-net{{[0-9]+}}: program [[id:[0-9]+]], sched_cls
// CHECK: /sys/fs/bpf/tc/in: program [[id]], sched_cls
// RUN: bpfload detach /sys/fs/bpf/tc
// RUN: echo after; tc qdisc show dev lo
// CHECK: after
// CHECK-NOT: clsact
#include "case.h"

SEC("tc") int in(struct __sk_buff *skb) { return -1; }
