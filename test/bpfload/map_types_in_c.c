// Every map type of the UAPI but struct_ops and arenas, which have tests of their own: from C, made
// into an image, created.
// REQUIRES: bpf
// RUN: %clang_bpf -I/usr/include/$(uname -m)-linux-gnu -c %s -o %t.bpf.o
// RUN: bpfreloc %t.bpf.o --target /sys/kernel/btf/vmlinux -o %t.image
// RUN: trap "bpfload detach /sys/fs/bpf/btfkit_$$ 2> /dev/null" EXIT
// RUN: bpfload load %t.image --pin /sys/fs/bpf/btfkit_$$
// RUN: bpfload list --pin /sys/fs/bpf/btfkit_$$ | sed 's|.*/||; s/map [0-9]*/map/' | FileCheck %s --match-full-lines --implicit-check-not={{.}}
// RUN: bpfload detach /sys/fs/bpf/btfkit_$$

//      CHECK: a_bloom_filter: map, bloom_filter, key 0, value 8, 3 entries
// CHECK-NEXT: a_cgroup_array: map, cgroup_array, key 4, value 4, 3 entries
// CHECK-NEXT: a_cgroup_storage: map, cgroup_storage, key 8, value 8, 0 entries
// CHECK-NEXT: a_cgrp_storage: map, cgrp_storage, key 4, value 8, 0 entries
// CHECK-NEXT: a_cpumap: map, cpumap, key 4, value 8, 3 entries
// CHECK-NEXT: a_devmap: map, devmap, key 4, value 8, 3 entries
// CHECK-NEXT: a_devmap_hash: map, devmap_hash, key 4, value 8, 3 entries
// CHECK-NEXT: a_hash: map, hash, key 4, value 8, 3 entries
// CHECK-NEXT: a_hash_of_maps: map, hash_of_maps, key 4, value 4, 3 entries
// CHECK-NEXT: a_hash_of_maps_inner: map, array, key 4, value 4, 3 entries
// CHECK-NEXT: a_lpm_trie: map, lpm_trie, key 8, value 8, 3 entries
// CHECK-NEXT: a_lru_hash: map, lru_hash, key 4, value 8, {{[0-9]+}} entries
// CHECK-NEXT: a_lru_percpu_hash: map, lru_percpu_hash, key 4, value 8, {{[0-9]+}} entries
// CHECK-NEXT: a_percpu_array: map, percpu_array, key 4, value 8, 3 entries
// CHECK-NEXT: a_percpu_cgroup_storage: map, percpu_cgroup_storage, key 8, value 8, 0 entries
// CHECK-NEXT: a_percpu_hash: map, percpu_hash, key 4, value 8, 3 entries
// CHECK-NEXT: a_perf_event_array: map, perf_event_array, key 4, value 4, {{[1-9][0-9]*}} entries
// CHECK-NEXT: a_prog_array: map, prog_array, key 4, value 4, 3 entries
// CHECK-NEXT: a_queue: map, queue, key 0, value 8, 3 entries
// CHECK-NEXT: a_reuseport_sockarray: map, reuseport_sockarray, key 4, value 8, 3 entries
// CHECK-NEXT: a_ringbuf: map, ringbuf, key 0, value 0, {{[0-9]+}} entries
// CHECK-NEXT: a_sockhash: map, sockhash, key 4, value 8, 3 entries
// CHECK-NEXT: a_sockmap: map, sockmap, key 4, value 8, 3 entries
// CHECK-NEXT: a_stack: map, stack, key 0, value 8, 3 entries
// CHECK-NEXT: a_stack_trace: map, stack_trace, key 4, value 64, 4 entries
// CHECK-NEXT: a_task_storage: map, task_storage, key 4, value 8, 0 entries
// CHECK-NEXT: a_user_ringbuf: map, user_ringbuf, key 0, value 0, {{[0-9]+}} entries
// CHECK-NEXT: a_xskmap: map, xskmap, key 4, value 4, 3 entries
// CHECK-NEXT: an_array: map, array, key 4, value 8, 3 entries
// CHECK-NEXT: an_array_of_maps: map, array_of_maps, key 4, value 4, 3 entries
// CHECK-NEXT: an_array_of_maps_inner: map, array, key 4, value 4, 3 entries
// CHECK-NEXT: an_inode_storage: map, inode_storage, key 4, value 8, 0 entries
// CHECK-NEXT: an_sk_storage: map, sk_storage, key 4, value 8, 0 entries
// CHECK-NEXT: program: {{.*}}
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

// Of Linux 6.2, which the header may be too old for.
#define BPF_MAP_TYPE_CGRP_STORAGE 32

struct prefix {
  __u32 bits;
  __u8 address[4];
};

#define TYPED(kind, name, key_type, entries) \
  struct {                                   \
    __uint(type, BPF_MAP_TYPE_##kind);       \
    __uint(max_entries, entries);            \
    __type(key, key_type);                   \
    __type(value, __u64);                    \
  } name SEC(".maps");

#define KEYLESS(kind, name)            \
  struct {                             \
    __uint(type, BPF_MAP_TYPE_##kind); \
    __uint(max_entries, 3);            \
    __uint(value_size, 8);             \
  } name SEC(".maps");

#define SIZED(kind, name, size, entries) \
  struct {                               \
    __uint(type, BPF_MAP_TYPE_##kind);   \
    __uint(max_entries, entries);        \
    __uint(key_size, 4);                 \
    __uint(value_size, size);            \
  } name SEC(".maps");

#define BYTES(kind, name)              \
  struct {                             \
    __uint(type, BPF_MAP_TYPE_##kind); \
    __uint(max_entries, 4096);         \
  } name SEC(".maps");

#define STORAGE(kind, name)               \
  struct {                                \
    __uint(type, BPF_MAP_TYPE_##kind);    \
    __uint(map_flags, BPF_F_NO_PREALLOC); \
    __type(key, int);                     \
    __type(value, __u64);                 \
  } name SEC(".maps");

#define OUTER(kind, name, inner)       \
  struct {                             \
    __uint(type, BPF_MAP_TYPE_##kind); \
    __uint(max_entries, 3);            \
    __type(key, __u32);                \
    __array(values, struct inner);     \
  } name SEC(".maps");

TYPED(HASH, a_hash, __u32, 3)
TYPED(ARRAY, an_array, __u32, 3)
SIZED(PROG_ARRAY, a_prog_array, 4, 3)
SIZED(PERF_EVENT_ARRAY, a_perf_event_array, 4, 0)
TYPED(PERCPU_HASH, a_percpu_hash, __u32, 3)
TYPED(PERCPU_ARRAY, a_percpu_array, __u32, 3)
SIZED(STACK_TRACE, a_stack_trace, 64, 4)
SIZED(CGROUP_ARRAY, a_cgroup_array, 4, 3)
TYPED(LRU_HASH, a_lru_hash, __u32, 300)
TYPED(LRU_PERCPU_HASH, a_lru_percpu_hash, __u32, 300)
SIZED(DEVMAP, a_devmap, 8, 3)
SIZED(DEVMAP_HASH, a_devmap_hash, 8, 3)
TYPED(SOCKMAP, a_sockmap, __u32, 3)
TYPED(SOCKHASH, a_sockhash, __u32, 3)
SIZED(CPUMAP, a_cpumap, 8, 3)
SIZED(XSKMAP, a_xskmap, 4, 3)
TYPED(CGROUP_STORAGE, a_cgroup_storage, __u64, 0)
TYPED(PERCPU_CGROUP_STORAGE, a_percpu_cgroup_storage, __u64, 0)
TYPED(REUSEPORT_SOCKARRAY, a_reuseport_sockarray, __u32, 3)
KEYLESS(QUEUE, a_queue)
KEYLESS(STACK, a_stack)
KEYLESS(BLOOM_FILTER, a_bloom_filter)
BYTES(RINGBUF, a_ringbuf)
BYTES(USER_RINGBUF, a_user_ringbuf)
STORAGE(SK_STORAGE, an_sk_storage)
STORAGE(INODE_STORAGE, an_inode_storage)
STORAGE(TASK_STORAGE, a_task_storage)
STORAGE(CGRP_STORAGE, a_cgrp_storage)

struct {
  __uint(type, BPF_MAP_TYPE_LPM_TRIE);
  __uint(max_entries, 3);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct prefix);
  __type(value, __u64);
} a_lpm_trie SEC(".maps");

struct inner {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 3);
  __type(key, __u32);
  __type(value, __u32);
};
OUTER(ARRAY_OF_MAPS, an_array_of_maps, inner)
OUTER(HASH_OF_MAPS, a_hash_of_maps, inner)

SEC("socket") int program(void *ctx) { return 0; }
char LICENSE[] SEC("license") = "GPL";
