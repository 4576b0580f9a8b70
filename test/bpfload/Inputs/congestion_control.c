// A congestion control that always allows as much as was allowed before, in both ways to attach it.
typedef unsigned u32;
#define SEC(name) __attribute__((section(name), used))
struct sock;
struct tcp_congestion_ops___mine {
  char name[16];
  u32 (*undo_cwnd)(struct sock *sk);
  u32 (*ssthresh)(struct sock *sk);
  void (*cong_avoid)(struct sock *sk, u32 ack, u32 acked);
};
int calls;
SEC("struct_ops/threshold") u32 threshold(void *context) { return 100; }
SEC("struct_ops/avoid") void avoid(void *context) { calls++; }
SEC("struct_ops/undo") u32 undo(void *context) { return 20; }

#ifdef SAME_NAME
#define LINKED "btfkit_plain"
#else
#define LINKED "btfkit_linked"
#endif
SEC(".struct_ops") struct tcp_congestion_ops___mine plain = {
    "btfkit_plain", (void *)undo, (void *)threshold, (void *)avoid};
SEC(".struct_ops.link") struct tcp_congestion_ops___mine linked = {
    LINKED, (void *)undo, (void *)threshold, (void *)avoid};
SEC("license") char license_text[] = "GPL";
