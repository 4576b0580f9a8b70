#include "bpf_syscall.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstring>

namespace loader {
namespace {

int call(bpf_cmd command, bpf_attr& attr) {
  // The verifier gives up with EAGAIN when a signal is pending.
  for (int attempt = 0;; attempt++) {
    const long result = syscall(SYS_bpf, command, &attr, sizeof attr);
    if (result >= 0 || errno != EAGAIN || attempt == 5) return static_cast<int>(result);
  }
}

// Before Linux 5.11 what BPF objects take counts as locked memory, and too much of it is EPERM.
bool raise_memlock() {
  rlimit limit;
  if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
  limit = {RLIM_INFINITY, RLIM_INFINITY};
  return setrlimit(RLIMIT_MEMLOCK, &limit) == 0;
}

}  // namespace

int bpf(bpf_cmd command, bpf_attr& attr) {
  int result = call(command, attr);
  const bool takes_memory =
      command == BPF_MAP_CREATE || command == BPF_PROG_LOAD || command == BPF_BTF_LOAD;
  if (result < 0 && errno == EPERM && takes_memory) {
    if (raise_memlock()) {
      result = call(command, attr);
    } else {
      errno = EPERM;
    }
  }
  return result;
}

bpf_attr empty_attr() {
  bpf_attr attr;
  memset(&attr, 0, sizeof attr);
  return attr;
}

int map_update(int map_fd, const void* key, const void* value) {
  bpf_attr attr = empty_attr();
  attr.map_fd = static_cast<uint32_t>(map_fd);
  attr.key = pointer(key);
  attr.value = pointer(value);
  return bpf(BPF_MAP_UPDATE_ELEM, attr);
}

int map_delete(int map_fd, const void* key) {
  bpf_attr attr = empty_attr();
  attr.map_fd = static_cast<uint32_t>(map_fd);
  attr.key = pointer(key);
  return bpf(BPF_MAP_DELETE_ELEM, attr);
}

int map_freeze(int map_fd) {
  bpf_attr attr = empty_attr();
  attr.map_fd = static_cast<uint32_t>(map_fd);
  return bpf(BPF_MAP_FREEZE, attr);
}

int object_pin(int fd, const char* path) {
  bpf_attr attr = empty_attr();
  attr.bpf_fd = static_cast<uint32_t>(fd);
  attr.pathname = pointer(path);
  return bpf(BPF_OBJ_PIN, attr);
}

int object_get(const char* path) {
  bpf_attr attr = empty_attr();
  attr.pathname = pointer(path);
  return bpf(BPF_OBJ_GET, attr);
}

int object_info(int fd, void* info, uint32_t size) {
  bpf_attr attr = empty_attr();
  attr.info.bpf_fd = static_cast<uint32_t>(fd);
  attr.info.info = pointer(info);
  attr.info.info_len = size;
  return bpf(BPF_OBJ_GET_INFO_BY_FD, attr);
}

void copy_name(char (&out)[BPF_OBJ_NAME_LEN], const char* name) {
  size_t i = 0;
  for (; i < sizeof out - 1 && name[i] != '\0'; i++) {
    const auto c = static_cast<unsigned char>(name[i]);
    const bool taken = c == '_' || c == '.' || (c < 0x80 && isalnum(c) != 0);
    out[i] = taken ? name[i] : '_';
  }
  memset(out + i, 0, sizeof out - i);
}

}  // namespace loader
