#include "attach/linkless.h"

#include <linux/bpf.h>

#include "attach/sockmap.h"
#include "attach/struct_ops.h"
#include "bpf_syscall.h"
#include "pin.h"

namespace loader {
namespace {

bool map_info(int fd, bpf_map_info& info) {
  return kind_of(fd) == ObjectKind::map && object_info(fd, &info, sizeof info) == 0;
}

void detach_from_sockmaps(int program, std::span<const int> pins) {
  for (const int fd : pins) {
    bpf_map_info map = {};
    if (map_info(fd, map) && holds_sockets(map.type)) detach_from_sockmap(fd, program);
  }
}

}  // namespace

void detach_linkless(std::span<const int> pins) {
  for (const int fd : pins) {
    bpf_map_info map = {};
    bpf_prog_info program = {};
    if (map_info(fd, map)) {
      if (map.type == BPF_MAP_TYPE_STRUCT_OPS) unregister_struct_ops(fd);
    } else if (kind_of(fd) == ObjectKind::program &&
               object_info(fd, &program, sizeof program) == 0 &&
               attaches_to_sockets(program.type)) {
      detach_from_sockmaps(fd, pins);
    }
  }
}

}  // namespace loader
