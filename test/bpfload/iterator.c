// REQUIRES: bpf
// An iterator's text is printed at the end of a run, at once where there is nothing to wait for.
// RUN: %clang_bpf -I/usr/include/$(uname -m)-linux-gnu -c %s -o %t.o
// RUN: bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image
// RUN: bpfload run %t.image | FileCheck %s --check-prefix=MAPS --implicit-check-not={{.}}
// MAPS: map btfkit_squares has 4 entries
// RUN: bpfload run %t.image --attach maps -- echo first | FileCheck %s --check-prefix=COMMAND
// COMMAND:      first
// COMMAND-NEXT: map btfkit_squares has 4 entries

// One over a map's elements is told which map; its section doesn't say.
// RUN: bpfload run %t.image --attach elements=iter:bpf_map_elem:btfkit_squares | FileCheck %s --check-prefix=ELEMENTS
// ELEMENTS:      0 9
// ELEMENTS-NEXT: 1 9
// RUN: not bpfload run %t.image --attach elements=iter:bpf_map_elem 2>&1 | FileCheck %s --check-prefix=WHICH
// WHICH: bpfload: {{.*}}.image: program 'elements': 'iter:bpf_map_elem': its map is missing: bpf_map_elem:MAP
// RUN: not bpfload run %t.image --attach elements=iter:bpf_map_elem:none 2>&1 | FileCheck %s --check-prefix=NO-MAP
// NO-MAP: bpfload: {{.*}}.image: program 'elements': 'iter:bpf_map_elem:none': has no map 'none'
// RUN: not bpfload run %t.image --attach elements 2>&1 | FileCheck %s --check-prefix=UNSAID
// UNSAID: bpfload: {{.*}}.image: program 'elements': type tracing: the plan does not say what to attach it to

// Pinned, it is a file.
// RUN: rm -rf /sys/fs/bpf/btfkit-iterator && bpfload load %t.image --attach-all --pin /sys/fs/bpf/btfkit-iterator
// RUN: cat /sys/fs/bpf/btfkit-iterator/link_maps | FileCheck %s --check-prefix=MAPS
// RUN: bpfload detach /sys/fs/bpf/btfkit-iterator
#include <linux/bpf.h>
//
#include <bpf/bpf_helpers.h>

#define KERNEL __attribute__((preserve_access_index))
struct bpf_map {
  char name[16];
  unsigned max_entries;
} KERNEL;
struct seq_file;
struct bpf_iter_meta {
  struct seq_file *seq;
} KERNEL;
struct bpf_iter__bpf_map {
  struct bpf_iter_meta *meta;
  struct bpf_map *map;
} KERNEL;
struct bpf_iter__bpf_map_elem {
  struct bpf_iter_meta *meta;
  struct bpf_map *map;
  void *key;
  void *value;
} KERNEL;

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u32);
} btfkit_squares SEC(".maps");

// Of all maps that there are, the first 14 letters of one's name tell it.
SEC("iter/bpf_map") int maps(struct bpf_iter__bpf_map *context) {
  struct bpf_map *map = context->map;
  if (!map || map->name[0] != 'b' || map->name[7] != 's' || map->name[8] != 'q') return 0;
  BPF_SEQ_PRINTF(context->meta->seq, "map %s has %d entries\n", map->name, map->max_entries);
  return 0;
}

SEC("iter/bpf_map_elem") int elements(struct bpf_iter__bpf_map_elem *context) {
  __u32 *key = context->key, *value = context->value;
  if (!key || !value) return 0;
  BPF_SEQ_PRINTF(context->meta->seq, "%d %d\n", *key, *value + 9);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
