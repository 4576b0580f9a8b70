// The same as congestion_control.c, with functions of the kernel's types.
using u32 = unsigned;
#define SEC(name) __attribute__((section(name), used))
struct sock;
struct tcp_congestion_ops {
  char name[16];
  u32 (*undo_cwnd)(sock* sk);
  u32 (*ssthresh)(sock* sk);
  void (*cong_avoid)(sock* sk, u32 ack, u32 acked);
};
extern "C" {
SEC("struct_ops/threshold") u32 threshold(void* context) { return 100; }
SEC("struct_ops/avoid") void avoid(void* context) {}
SEC("struct_ops/undo") u32 undo(void* context) { return 20; }
}
#pragma clang diagnostic ignored "-Wcast-function-type"
extern "C" SEC(".struct_ops.link") tcp_congestion_ops cxx = {
    "btfkit_cxx", (u32 (*)(sock*))undo, (u32 (*)(sock*))threshold, (void (*)(sock*, u32, u32))avoid};
SEC("license") char license_text[] = "GPL";
