// Programs of a map's sockets: by links since 6.10, before without.
// RUN: bpfload run %image --attach parse=sockmap:sockets --attach arrived=sockmap:sockets --attach sent=sockmap:others -- true
// RUN: bpfload load %image --pin /sys/fs/bpf/sockets --attach sent=sockmap:others
// RUN: bpfload detach /sys/fs/bpf/sockets
// RUN: test ! -e /sys/fs/bpf/sockets
#include "case.h"

#define SOCKETS(name)                    \
  struct {                               \
    __uint(type, BPF_MAP_TYPE_SOCKMAP);  \
    __uint(max_entries, 2);              \
    __type(key, __u32);                  \
    __type(value, __u64);                \
  } name SEC(".maps");
SOCKETS(sockets)
SOCKETS(others)

SEC("sk_skb/stream_parser") int parse(struct __sk_buff *skb) { return skb->len; }
SEC("sk_skb/stream_verdict") int arrived(struct __sk_buff *skb) { return SK_PASS; }
SEC("sk_msg") int sent(struct sk_msg_md *ctx) { return SK_PASS; }
