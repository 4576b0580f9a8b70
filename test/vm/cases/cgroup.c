// Programs of a cgroup, each with its number.
// RUN: mkdir /sys/fs/cgroup/case
// RUN: echo 'echo 0 >/sys/fs/cgroup/case/cgroup.procs; httpd -f -p 127.0.0.1:80 -h /cases & sleep 1; wget -q -O /tmp/got http://127.0.0.1/case; ping -c 1 127.0.0.1; cat /proc/sys/net/ipv4/ip_forward; cat /dev/null; kill $!' >/tmp/inside
// RUN: C=/sys/fs/cgroup/case; bpfload run %image --events events --attach in=cgroup.ingress:$C --attach out=cgroup.egress:$C --attach create=cgroup:$C --attach bound=cgroup:$C --attach binds=cgroup:$C --attach connects=cgroup:$C --attach sysctl=cgroup:$C --attach sets=cgroup:$C --attach device=cgroup:$C --attach tcp=cgroup:$C -- sh /tmp/inside | sort -u
// CHECK: events: 1 bytes: 01
// CHECK: events: 1 bytes: 02
// CHECK: events: 1 bytes: 03
// CHECK: events: 1 bytes: 04
// CHECK: events: 1 bytes: 05
// CHECK: events: 1 bytes: 06
// CHECK: events: 1 bytes: 07
// CHECK: events: 1 bytes: 08
// CHECK: events: 1 bytes: 09
// CHECK: events: 1 bytes: 0a
#include "case.h"
EVENTS

#define PROGRAM(section, name, context, number) \
  SEC(section) int name(context *ctx) {         \
    report(number);                             \
    return 1;                                   \
  }

PROGRAM("cgroup_skb/ingress", in, struct __sk_buff, 1)
PROGRAM("cgroup_skb/egress", out, struct __sk_buff, 2)
PROGRAM("cgroup/sock_create", create, struct bpf_sock, 3)
PROGRAM("cgroup/post_bind4", bound, struct bpf_sock, 4)
PROGRAM("cgroup/bind4", binds, struct bpf_sock_addr, 5)
PROGRAM("cgroup/connect4", connects, struct bpf_sock_addr, 6)
PROGRAM("cgroup/sysctl", sysctl, struct bpf_sysctl, 7)
PROGRAM("cgroup/setsockopt", sets, struct bpf_sockopt, 8)
PROGRAM("cgroup/dev", device, struct bpf_cgroup_dev_ctx, 9)
PROGRAM("sockops", tcp, struct bpf_sock_ops, 10)
