/* For programs of packets: a ring buffer of numbers, and which packets are a test's. */
#pragma once

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} events SEC(".maps");

/* A line `events: 4 bytes: WHO PORT 00 00`. */
static inline void tell(__u32 who, __u32 port) {
  __u32 record = who | port << 8;
  bpf_ringbuf_output(&events, &record, sizeof record, 0);
}

/* The port that an IPv4 UDP packet goes to, 0 for others. */
static inline __u32 udp_port(struct iphdr *ip, void *end) {
  struct udphdr *udp = (void *)(ip + 1);
  return (void *)(udp + 1) <= end && ip->protocol == IPPROTO_UDP ? bpf_ntohs(udp->dest) : 0;
}

/* The same for a context whose packet begins with an Ethernet header. */
#define FRAME_PORT(ctx) \
  udp_port((void *)(long)(ctx)->data + sizeof(struct ethhdr), (void *)(long)(ctx)->data_end)

char LICENSE[] SEC("license") = "GPL";
