// A section's name says a program's type, its attach type, its flags and what it attaches to. The
// numbers are those of libbpf's table of sections.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %S/Inputs/same_as_libbpf %t.o %little_endian_kernels
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o
// RUN: bpfload inspect %t.image.o | grep -A2 '^program' | FileCheck %s

#define PROGRAM(name, where) \
  __attribute__((section(where), used)) int name(void *context) { return 0; }

// CHECK: 'sockets': socket_filter (1), attach type 0, flags 0x0
PROGRAM(sockets, "socket")
// CHECK: 'kprobe': kprobe (2), attach type 0, flags 0x0
// CHECK: attach to: kprobe:do_unlinkat
PROGRAM(kprobe, "kprobe/do_unlinkat")
// CHECK: 'uprobe': kprobe (2), attach type 0, flags 0x10
PROGRAM(uprobe, "uprobe.s//bin/sh:main")
// CHECK: 'kprobes': kprobe (2), attach type 42, flags 0x0
// CHECK: 'session': kprobe (2), attach type 56, flags 0x0
// CHECK: 'uprobes': kprobe (2), attach type 48, flags 0x10
// CHECK: 'syscall_probe': kprobe (2), attach type 0, flags 0x0
// CHECK: attach to: kprobe:__x64_sys_openat
PROGRAM(kprobes, "kprobe.multi/tcp_*")
PROGRAM(session, "kprobe.session/tcp_*")
PROGRAM(uprobes, "uprobe.multi.s//bin/sh:*")
PROGRAM(syscall_probe, "ksyscall/openat")
// CHECK: 'usdt_probe': kprobe (2), attach type 0, flags 0x0
// CHECK: attach to: usdt:libc:libc:setjmp
// CHECK: 'any_usdt_probe': kprobe (2), attach type 0, flags 0x10
PROGRAM(usdt_probe, "usdt/libc:libc:setjmp")
PROGRAM(any_usdt_probe, "usdt.s")
// CHECK: 'classifier': sched_cls (3), attach type 0, flags 0x0
// CHECK: 'ingress': sched_cls (3), attach type 46, flags 0x0
// CHECK: 'egress': sched_cls (3), attach type 47, flags 0x0
// CHECK: 'peer': sched_cls (3), attach type 55, flags 0x0
PROGRAM(classifier, "tc")
PROGRAM(ingress, "tc/ingress")
PROGRAM(egress, "tcx/egress")
PROGRAM(peer, "netkit/peer")
// CHECK: 'tracepoint': tracepoint (5), attach type 0, flags 0x0
// CHECK: attach to: tracepoint:syscalls/sys_enter_openat
// CHECK: 'raw': raw_tracepoint (17), attach type 0, flags 0x10
// CHECK: attach to: raw_tracepoint:sched_switch
// CHECK: 'typed': tracing (26), attach type 23, flags 0x10
PROGRAM(tracepoint, "tp/syscalls/sys_enter_openat")
PROGRAM(raw, "raw_tp.s/sched_switch")
PROGRAM(typed, "tp_btf.s/sched_switch")
// CHECK: 'entry': tracing (26), attach type 24, flags 0x0
// CHECK: 'modify': tracing (26), attach type 26, flags 0x10
// CHECK: 'tasks': tracing (26), attach type 28, flags 0x0
// CHECK: attach to: iter:task
PROGRAM(entry, "fentry/do_unlinkat")
PROGRAM(modify, "fmod_ret.s/security_file_open")
PROGRAM(tasks, "iter/task")
// CHECK: 'hook': {{.*}} (29), attach type 27, flags 0x10
// CHECK: 'cgroup_hook': {{.*}} (29), attach type 43, flags 0x0
PROGRAM(hook, "lsm.s/file_open")
PROGRAM(cgroup_hook, "lsm_cgroup/socket_bind")
// CHECK: 'fragments': xdp (6), attach type 37, flags 0x20
// CHECK: 'devmap': xdp (6), attach type 33, flags 0x0
PROGRAM(fragments, "xdp.frags")
PROGRAM(devmap, "xdp/devmap")
// CHECK: 'verdict': {{.*}} (14), attach type 38, flags 0x0
// CHECK: 'unix_socket': {{.*}} (18), attach type 49, flags 0x0
// CHECK: 'filter': {{.*}} (32), attach type 45, flags 0x0
PROGRAM(verdict, "sk_skb/verdict")
PROGRAM(unix_socket, "cgroup/connect_unix")
PROGRAM(filter, "netfilter")
