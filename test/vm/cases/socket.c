// RUN: bpfload run %image --attach socket:lo --events events --count 1 --timeout 10 -- ping -c 1 127.0.0.1
// CHECK: events: 1 bytes: 01
#include "case.h"
EVENTS

SEC("socket") int see(struct __sk_buff *skb) {
  report(1);
  return 0;
}
