// struct_ops: a struct of callbacks becomes a map whose value is that struct as the target has it.
// Members are found by their names, and a flavor stands for the kernel's struct.
// RUN: mkdir -p %t
// RUN: %clang_bpf -c %s -o %t/plain.o
// RUN: %S/Inputs/same_as_libbpf %t/plain.o %little_endian_kernels

// .struct_ops.link and '?', which libbpf 1.1 doesn't know.
// RUN: %clang_bpf -DLINKED -c %s -o %t/linked.o
// RUN: bpfreloc %t/linked.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t/linked.image
// RUN: bpfload inspect %t/linked.image | FileCheck %s --check-prefix=LINKED --implicit-check-not=program
// LINKED: map {{[0-9]}} 'linked': struct_ops (26), key 4, value 256, 1 entries, flags 0x2000
// LINKED-NEXT: value's BTF id: 38490 of vmlinux
// LINKED-NEXT: data: 256 bytes
// LINKED-NEXT: byte 64: program 0 'threshold'
// LINKED-NEXT: byte 72: program 1 'avoid'
// LINKED-NEXT: byte 128: program 2 'undo'
// LINKED-NOT: map
// LINKED: program 0 'threshold': struct_ops (27), attach type 0
// LINKED: attach to BTF id: 14440 of vmlinux
// LINKED: program 1 'avoid': struct_ops (27), attach type 1
// LINKED: attach to BTF id: 14440 of vmlinux
// LINKED: program 2 'undo': struct_ops (27), attach type 8
// LINKED: attach to BTF id: 14440 of vmlinux
// Those that are named are created in place of those that aren't marked.
// RUN: bpfreloc %t/linked.o --target %testdata/6.12.107+deb13-amd64.btf.xz --struct-ops marked -o %t/marked.image
// RUN: bpfload inspect %t/marked.image | FileCheck %s --check-prefix=MARKED --implicit-check-not="'linked'"
// MARKED: 'marked': struct_ops (26), key 4, value 256, 1 entries, flags 0x2000
// MARKED: program 0 'threshold'
// MARKED: program 2 'other_undo': struct_ops (27), attach type 8

// In the other byte order: 16 bytes in front, then the value of `limit`.
// RUN: %clang -target bpfeb -DMODULE -g -c %s -o %t/big_kernel.o
// RUN: %clang -target bpfeb -DOF_MODULE -g -O2 -c %s -o %t/big.o
// RUN: bpfreloc %t/big.o --target %t/big_kernel.o -o %t/big.image
// RUN: od -An -v -tx1 -w16 %t/big.image | tr -d ' \n' | grep -q 00310000000000280000000000000000000000000000000000000007

// Values of a module.
// RUN: xz -dkc %testdata/6.12.107+deb13-amd64.btf.xz > %t/kernel.btf
// RUN: %clang -DMODULE -g -c %s -o %t/module.o && btfgen encode --base %t/kernel.btf %t/module.o -o %t/my_mod.btf
// RUN: %clang_bpf -DOF_MODULE -c %s -o %t/of_module.o
// RUN: bpfreloc %t/of_module.o --target %t/kernel.btf --modules %t/my_mod.btf -o %t/of_module.image
// RUN: bpfload inspect %t/of_module.image | FileCheck %s --check-prefix=MODULE
// MODULE: module 1: my_mod
// MODULE: map 0 'mine': struct_ops (26), key 4, value 40, 1 entries, flags 0x8000
// MODULE-NEXT: value's BTF id: {{[0-9]+}} of my_mod
// MODULE-NEXT: data: 40 bytes: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 07 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00{{$}}
// MODULE-NEXT: byte 32: program 0 'mine_run'
// MODULE: program 0 'mine_run': struct_ops (27), attach type 2
// MODULE: attach to BTF id: {{[0-9]+}} of my_mod

typedef unsigned u32;
#define SEC(name) __attribute__((section(name), used))

#if defined(MODULE)
struct my_ops {
  u32 limit;
  long added;
  void (*run)(void);
};
struct bpf_struct_ops_my_ops {
  long common;
  long padding;
  struct my_ops data;
} value;
#elif defined(OF_MODULE)
struct my_ops {
  void (*run)(void);
  u32 limit;
};
SEC("struct_ops/run") void mine_run(void *context) {}
SEC(".struct_ops") struct my_ops mine = {.run = (void *)mine_run, .limit = 7};
#else
struct sock;
#ifdef LINKED
// Another order than the kernel's.
struct tcp_congestion_ops___mine {
  char name[16];
  u32 (*undo_cwnd)(struct sock *sk);
  u32 (*ssthresh)(struct sock *sk);
  void (*cong_avoid)(struct sock *sk, u32 ack, u32 acked);
  long none;
};
#define OPS struct tcp_congestion_ops___mine
#else
struct tcp_congestion_ops {
  u32 (*undo_cwnd)(struct sock *sk);
  u32 (*ssthresh)(struct sock *sk);
  void (*cong_avoid)(struct sock *sk, u32 ack, u32 acked);
  char name[16];
  u32 flags;
};
#define OPS struct tcp_congestion_ops
#endif

SEC("struct_ops/threshold") u32 threshold(void *context) { return 10; }
SEC("struct_ops") void avoid(void *context) {}
SEC("struct_ops/undo") u32 undo(void *context) { return 20; }
#ifdef LINKED
SEC("struct_ops/undo") u32 other_undo(void *context) { return 30; }
SEC(".struct_ops.link") OPS linked = {
    .name = "btfkit_linked", .ssthresh = (void *)threshold, .cong_avoid = (void *)avoid, .undo_cwnd = (void *)undo};
SEC("?.struct_ops.link") OPS marked = {
    .name = "btfkit_marked", .ssthresh = (void *)threshold, .cong_avoid = (void *)avoid, .undo_cwnd = (void *)other_undo};
#else
SEC(".struct_ops") OPS first = {
    .name = "btfkit_first", .flags = 2, .ssthresh = (void *)threshold, .cong_avoid = (void *)avoid, .undo_cwnd = (void *)undo};
// A program may serve two.
SEC(".struct_ops") OPS second = {
    .name = "btfkit_second", .ssthresh = (void *)threshold, .cong_avoid = (void *)avoid, .undo_cwnd = (void *)undo};
#endif
#endif
SEC("license") char license_text[] = "GPL";
