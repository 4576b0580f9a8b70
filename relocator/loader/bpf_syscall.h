// bpf(2), one function a command. Each returns what the system call returns: -1 and errno, or a
// descriptor or 0.
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>

namespace loader {

int bpf(bpf_cmd command, bpf_attr& attr);

// Zero in every byte, as the kernel wants those it doesn't know. `= {}` promises that for the
// union's first member only.
bpf_attr empty_attr();

inline uint64_t pointer(const void* address) {
  return reinterpret_cast<uintptr_t>(address);
}

int map_update(int map_fd, const void* key, const void* value);
int map_delete(int map_fd, const void* key);
int map_freeze(int map_fd);
int object_pin(int fd, const char* path);
int object_get(const char* path);
int object_info(int fd, void* info, uint32_t size);

// `name` at most 15 bytes and of the characters that the kernel takes in names, the others '_'.
void copy_name(char (&out)[BPF_OBJ_NAME_LEN], const char* name);

}  // namespace loader
