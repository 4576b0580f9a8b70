// Programs of a cgroup: each tells its number when a process of the cgroup does what it is for.
// REQUIRES: bpf
// RUN: %packet_image %s %t
// RUN: %with_cgroup sh -c 'bpfload run %t.image --events events --attach in=cgroup.ingress:$CGROUP --attach out=cgroup.egress:$CGROUP --attach either=cgroup.egress:$CGROUP --attach create=cgroup:$CGROUP --attach bound=cgroup:$CGROUP --attach bind=cgroup:$CGROUP --attach connect=cgroup:$CGROUP --attach send=cgroup:$CGROUP --attach receive=cgroup:$CGROUP --attach peer=cgroup:$CGROUP --attach own=cgroup:$CGROUP --attach sysctl=cgroup:$CGROUP --attach get=cgroup:$CGROUP --attach set=cgroup:$CGROUP --attach device=cgroup:$CGROUP --attach tcp=cgroup:$CGROUP --attach gone=cgroup:$CGROUP -- sh -c "bpftool cgroup show \$CGROUP | wc -l; echo \$$ > \$CGROUP/cgroup.procs; exec python3 %S/../Inputs/use_cgroup.py"; bpftool cgroup show $CGROUP; echo end' | sort -u | FileCheck %s
// 17 programs and a heading.
// CHECK: 18
// CHECK-NEXT: end
// CHECK-NEXT: events: 4 bytes: 01 00 00 00
// CHECK-NEXT: events: 4 bytes: 02 00 00 00
// CHECK-NEXT: events: 4 bytes: 03 00 00 00
// CHECK-NEXT: events: 4 bytes: 04 00 00 00
// CHECK-NEXT: events: 4 bytes: 05 00 00 00
// CHECK-NEXT: events: 4 bytes: 06 00 00 00
// CHECK-NEXT: events: 4 bytes: 07 00 00 00
// CHECK-NEXT: events: 4 bytes: 08 00 00 00
// CHECK-NEXT: events: 4 bytes: 09 00 00 00
// CHECK-NEXT: events: 4 bytes: 0a 00 00 00
// CHECK-NEXT: events: 4 bytes: 0b 00 00 00
// CHECK-NEXT: events: 4 bytes: 0c 00 00 00
// CHECK-NEXT: events: 4 bytes: 0d 00 00 00
// CHECK-NEXT: events: 4 bytes: 0e 00 00 00
// CHECK-NEXT: events: 4 bytes: 0f 00 00 00
// CHECK-NEXT: events: 4 bytes: 10 00 00 00
// CHECK-NEXT: events: 4 bytes: 11 00 00 00

// Pinned they stay.
// RUN: trap "bpfload detach /sys/fs/bpf/btfkit_c_$$ 2> /dev/null" EXIT
// RUN: P=/sys/fs/bpf/btfkit_c_$$; export P; %with_cgroup sh -c 'bpfload load %t.image --pin $P --attach set=cgroup:$CGROUP; bpftool cgroup show $CGROUP; bpfload detach $P; bpftool cgroup show $CGROUP' | FileCheck %s --check-prefix=PINNED --implicit-check-not=set
// PINNED: {{[0-9]+ .*}}setsockopt{{.*}} set

// RUN: not bpfload run %t.image --attach set=cgroup:/tmp 2>&1 | FileCheck %s --check-prefix=ELSEWHERE
// ELSEWHERE: bpfload: {{.*}}.image: program 'set': 'cgroup:/tmp': is not a directory of cgroup v2 (mount -t cgroup2 none DIRECTORY)
// RUN: not bpfload run %t.image --attach set=cgroup:/tmp/none 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: bpfload: {{.*}}.image: program 'set': 'cgroup:/tmp/none': No such file or directory
// A program of cgroup/skb goes either way, so that the user has to say which; one for packets that
// leave goes that way only.
// RUN: not bpfload run %t.image --attach either=cgroup:/tmp 2>&1 | FileCheck %s --check-prefix=WAY
// WAY: bpfload: {{.*}}.image: program 'either': 'cgroup:/tmp': does not go with type cgroup_skb, attach type 0
// RUN: not bpfload run %t.image --attach out=cgroup.ingress:/tmp 2>&1 | FileCheck %s --check-prefix=OUT
// OUT: bpfload: {{.*}}.image: program 'out': 'cgroup.ingress:/tmp': does not go with type cgroup_skb, attach type 1
// Somebody else's program that admits no other.
// RUN: P=/sys/fs/bpf/btfkit_c_$$; export P; %with_cgroup sh -c 'bpfload load %t.image --pin $P; bpftool cgroup attach $CGROUP cgroup_inet_egress pinned $P/out; bpfload run %t.image --attach out=cgroup.egress:$CGROUP -- true 2>&1; bpfload detach $P' | FileCheck %s --check-prefix=ALONE
// ALONE: bpfload: {{.*}}.image: program 'out': 'cgroup.egress:{{.*}}': not allowed, or taken by a program that admits no other: BPF_LINK_CREATE: Operation not permitted
#include "tell.h"

#define PROGRAM(section, name, context, number) \
  SEC(section) int name(context *ctx) {         \
    tell(number, 0);                            \
    return 1;                                   \
  }

PROGRAM("cgroup_skb/ingress", in, struct __sk_buff, 1)
PROGRAM("cgroup_skb/egress", out, struct __sk_buff, 2)
PROGRAM("cgroup/skb", either, struct __sk_buff, 3)
PROGRAM("cgroup/sock_create", create, struct bpf_sock, 4)
PROGRAM("cgroup/post_bind4", bound, struct bpf_sock, 5)
PROGRAM("cgroup/bind4", bind, struct bpf_sock_addr, 6)
PROGRAM("cgroup/connect4", connect, struct bpf_sock_addr, 7)
PROGRAM("cgroup/sendmsg4", send, struct bpf_sock_addr, 8)
PROGRAM("cgroup/recvmsg4", receive, struct bpf_sock_addr, 9)
PROGRAM("cgroup/getpeername4", peer, struct bpf_sock_addr, 10)
PROGRAM("cgroup/getsockname4", own, struct bpf_sock_addr, 11)
PROGRAM("cgroup/sysctl", sysctl, struct bpf_sysctl, 12)
PROGRAM("cgroup/getsockopt", get, struct bpf_sockopt, 13)
PROGRAM("cgroup/setsockopt", set, struct bpf_sockopt, 14)
PROGRAM("cgroup/dev", device, struct bpf_cgroup_dev_ctx, 15)
PROGRAM("sockops", tcp, struct bpf_sock_ops, 16)
PROGRAM("cgroup/sock_release", gone, struct bpf_sock, 17)
