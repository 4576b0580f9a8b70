// REQUIRES: bpf, uprobe
// A statically defined probe: the program writes how many arguments there are, and each of them.
// RUN: %clang -O1 -o %t.probed %S/Inputs/probed.c
// RUN: %clang_bpf -I/usr/include/$(uname -m)-linux-gnu -D__TARGET_ARCH_$(uname -m | sed 's/x86_64/x86/;s/aarch64/arm64/') -c %s -o %t.o
// RUN: bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image
// RUN: bpfload run %t.image --attach on_tick=usdt:%t.probed:btfkit:tick --events events -- sh -c '%t.probed users > %t.users' > %t.out
// RUN: FileCheck %s < %t.out
// CHECK:      events: 8 bytes: 04 00 00 00 00 00 00 00
// CHECK-NEXT: events: 8 bytes: 00 00 00 00 00 00 00 00
// CHECK-NEXT: events: 8 bytes: 88 77 66 55 44 33 22 11
// CHECK-NEXT: events: 8 bytes: fd ff ff ff ff ff ff ff
// CHECK-NEXT: events: 8 bytes: 07 00 00 00 00 00 00 00
// CHECK-NEXT: events: 8 bytes: 04 00 00 00 00 00 00 00
// CHECK-NEXT: events: 8 bytes: ff ff ff ff ff ff ff ff
// The kernel counts who follows the probe in its semaphore.
// RUN: grep -x 'users: 1' %t.users
// RUN: %t.probed users | grep -x 'users: 0'

// RUN: not bpfload run %t.image --attach usdt:%t.probed:btfkit:tock 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: bpfload: {{.*}}.image: program 'on_tick': 'usdt:{{.*}}.probed:btfkit:tock': {{.*}}.probed: has no probe 'btfkit:tock'
// RUN: not bpfload run %t.image --attach usdt:%build/bin/bpfload:btfkit:tock 2>&1 | FileCheck %s --check-prefix=NO-NOTES
// NO-NOTES: bpfload: {{.*}}/bpfload: has no probes (section .note.stapsdt)
// RUN: not bpfload run %t.image --attach usdt:btfkit:tock 2>&1 | FileCheck %s --check-prefix=SHORT
// SHORT: bpfload: {{.*}}: 'usdt:btfkit:tock': expected PATH:PROVIDER:NAME
// RUN: not bpfload run %t.image 2>&1 | FileCheck %s --check-prefix=UNSAID
// UNSAID: bpfload: {{.*}}.image: no program says what to attach it to; name one by --attach
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>
//
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 65536);
} events SEC(".maps");

SEC("usdt") int on_tick(struct pt_regs *registers) {
  long value = bpf_usdt_arg_cnt(registers);
  bpf_ringbuf_output(&events, &value, sizeof value, 0);
  for (int i = 0; i < 4; i++) {
    bpf_usdt_arg(registers, i, &value);
    bpf_ringbuf_output(&events, &value, sizeof value, 0);
  }
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
