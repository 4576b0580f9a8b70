// A record in a ring buffer and in a perf event array, and a message, for each run of say().
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct said {
  unsigned number;
  char word[8];
  short rest[];
};

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  struct said (*max_entries)[4096];
} typed_ring_of_a_long_name SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} plain_ring SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
  __uint(key_size, 4);
  struct said (*value_size)[4];
} perf SEC(".maps");

SEC("socket") int say(struct __sk_buff *packet) {
  static unsigned count;
  struct {
    struct said said;
    short rest[2];
  } record = {{++count, "word"}, {5, -6}};
  bpf_ringbuf_output(&typed_ring_of_a_long_name, &record, sizeof record, 0);
  bpf_ringbuf_output(&plain_ring, &record, sizeof record, 0);
  bpf_perf_event_output(packet, &perf, BPF_F_CURRENT_CPU, &record, sizeof record);
  bpf_printk("btfkit says %u", count);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
