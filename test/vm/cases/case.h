/* What each case begins with. */
#pragma once
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

/* 1 or another number in it says that a program ran; `bpfload run` and test-run print it. */
#define EVENTS                                                                   \
  struct {                                                                       \
    __uint(type, BPF_MAP_TYPE_RINGBUF);                                          \
    __uint(max_entries, 65536);                                                  \
  } events SEC(".maps");                                                         \
  static __always_inline void report(char what) { bpf_ringbuf_output(&events, &what, 1, 0); }
