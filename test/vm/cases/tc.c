// Both directions of an interface: a link where the kernel has them (6.6), else a filter, which is gone
// with the discipline that was made for it.
// RUN: module sch_ingress
// RUN: module cls_bpf
// RUN: bpfload run %image --attach in=tc.ingress:lo --attach out=tc.egress:lo --events events --count 2 --timeout 10 -- ping -c 1 127.0.0.1
// CHECK-DAG: events: 1 bytes: 01
// CHECK-DAG: events: 1 bytes: 02
// RUN: bpfload run %image --attach in=clsact.ingress:lo --attach out=clsact.egress:lo -- tc qdisc show dev lo
// CHECK: qdisc clsact ffff:
// RUN: echo after; tc qdisc show dev lo
// CHECK: after
// CHECK-NOT: clsact
#include "case.h"
EVENTS

SEC("tc/ingress") int in(struct __sk_buff *skb) {
  report(1);
  return -1; /* TC_ACT_UNSPEC */
}
SEC("tc/egress") int out(struct __sk_buff *skb) {
  report(2);
  return -1;
}
