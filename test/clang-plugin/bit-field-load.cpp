// REQUIRES: bpf
// The running kernel's bit fields, at whatever position they are, from a program whose own types
// have them elsewhere.
// RUN: rm -f /sys/fs/bpf/btfkit_bit_field
// RUN: for level in 1 2 3; do %clangxx_btf -O$level -DTASK -c %s -o %t.o && bpftool prog load %t.o /sys/fs/bpf/btfkit_bit_field && rm /sys/fs/bpf/btfkit_bit_field || exit 1; done
// A packet to loopback itself, to a group, to someone else: PACKET_HOST, PACKET_MULTICAST and
// PACKET_OTHERHOST of linux/if_packet.h.
// RUN: for level in 1 2 3 s z; do %clangxx_btf -O$level -c %s -o %t.o && bpftool prog load %t.o /sys/fs/bpf/btfkit_bit_field || exit 1; for to in 000000000000:256 01005e000001:258 020000000001:259; do printf ${to%%:*}0200000000020800$(printf '%%040d' 0) | xxd -r -p > %t.packet && bpftool prog run pinned /sys/fs/bpf/btfkit_bit_field data_in %t.packet | grep "value: ${to##*:}," || exit 1; done; rm /sys/fs/bpf/btfkit_bit_field; done
#include <btfkit/bpf.hpp>

#ifdef TASK
struct [[btf::preserve_access_index]] task_struct {
  unsigned in_iowait : 1;
  unsigned in_execve : 1;
  unsigned sched_contributes_to_load : 1;
};
SEC("tp_btf/sched_process_exec") int program(unsigned long long* context) {
  const auto* task = reinterpret_cast<task_struct*>(context[0]);
  if (!BTFKIT_FIELD_EXISTS(task->in_iowait)) return 0;
  return task->in_iowait + BTFKIT_READ_BIT_FIELD(task, in_execve) +
         task->sched_contributes_to_load;
}
#else
struct __sk_buff;
struct [[btf::preserve_access_index]] sk_buff {
  unsigned cloned : 1, nohdr : 1;
  int length;
  unsigned pkt_type : 3;
};
extern "C" void* bpf_cast_to_kern_ctx(void*) __attribute__((section(".ksyms")));
SEC("tc") int program(__sk_buff* context) {
  const auto* packet = static_cast<sk_buff*>(bpf_cast_to_kern_ctx(context));
  return 256 + packet->pkt_type + packet->nohdr;
}
#endif
LICENSE("GPL");
