// REQUIRES: bpf
// Keys and values that a register holds are passed to maps by value: helpers take no pointer into
// the context, where `skb->mark` is. Larger ones stay where they are.
// RUN: rm -rf /sys/fs/bpf/btfkit_map_arguments
// RUN: %clangxx_btf -Wextra -Werror -c %s -o %t.o
// RUN: bpftool prog load %t.o /sys/fs/bpf/btfkit_map_arguments
// RUN: rm -rf /sys/fs/bpf/btfkit_map_arguments
// RUN: %clangxx_btf -Wextra -Werror -Oz -c %s -o %t.o
// RUN: bpftool prog load %t.o /sys/fs/bpf/btfkit_map_arguments
// RUN: rm -rf /sys/fs/bpf/btfkit_map_arguments
// RUN: llvm-objdump -d %t.o | FileCheck %s
#include <btfkit/bpf.hpp>
using namespace btfkit;

struct __sk_buff { u32 len, pkt_type, mark, queue_mapping, protocol; };
enum class mark : u32 {};
struct pair { u32 protocol, mark; };
struct wide { u64 words[3]; };

SEC(".maps") hash_map<u32, u64, 8> lengths;
SEC(".maps") hash_map<mark, pair, 8> pairs;
SEC(".maps") hash_map<pair, u32, 8> marks;
SEC(".maps") hash_map<wide, wide, 8> wides;
SEC(".maps") array_map<u32, 8> by_protocol;

SEC("socket") int count(__sk_buff* skb) {
  if (u64* length = lengths.lookup(skb->mark)) *length += skb->len;
  lengths.update(skb->mark, skb->len, update_mode::no_exist);
  lengths.erase(skb->mark);
  by_protocol.update(skb->protocol, skb->mark);
  // The address is the value's own.
  marks.update({skb->protocol, skb->mark}, skb->mark);
  if (pair* found = pairs.lookup(static_cast<mark>(skb->mark))) found->mark = skb->mark;
  return 0;
}

// What doesn't fit a register is not copied: the map's own value is the key.
// CHECK-LABEL: <nested>:
// CHECK: call 0x1
// CHECK-NOT: = *(u64 *)
// CHECK: call 0x1
SEC("socket") int nested(__sk_buff*) {
  const wide key{};
  wide* found = wides.lookup(key);
  return found != nullptr && wides.lookup(*found) != nullptr;
}
// An array as a parameter would be a pointer.
static_assert(__is_same(passed<char[4]>::type, const char (&)[4]));
LICENSE("GPL");
