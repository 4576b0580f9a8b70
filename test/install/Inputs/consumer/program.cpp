#include <btfkit/bpf.hpp>

SEC("socket") int is_there(void* packet) {
  return packet != nullptr;
}
char LICENSE[] SEC("license") = "GPL";
