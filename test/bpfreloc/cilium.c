// cilium/ebpf, the loader of Go, takes an image: it finds no CO-RE relocation to do in it.
// REQUIRES: bpf, cilium
// RUN: %clang_bpf -c %s -o %t.o
// RUN: bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image.o
// RUN: GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=%t.cache go build -o %t.load %S/Inputs/cilium_load.go
// RUN: %t.load %t.image.o | FileCheck %s
// CHECK: CO-RE relocations: 0
// CHECK-NEXT: program count
// CHECK-NEXT: map seen
// CHECK-EMPTY:

typedef unsigned int __u32;

struct task_struct {
  int pid;
  struct task_struct *real_parent;
} __attribute__((preserve_access_index));

#define SEC(name) __attribute__((section(name), used))
static void *(*update)(void *map, const void *key, const void *value, unsigned long long flags) =
    (void *)2;  // bpf_map_update_elem
static long (*probe_read)(void *to, __u32 size, const void *from) = (void *)113;  // _kernel

struct {
  int (*type)[2];  // BPF_MAP_TYPE_ARRAY
  int (*max_entries)[1];
  __u32 *key;
  int *value;
} seen SEC(".maps");

SEC("raw_tp/sched_process_fork") int count(unsigned long long *ctx) {
  struct task_struct *parent = (struct task_struct *)ctx[0];
  __u32 zero = 0;
  int pid = 0;
  probe_read(&pid, sizeof pid, &parent->pid);
  update(&seen, &zero, &pid, 0);
  return 0;
}

char license_text[] SEC("license") = "GPL";
