// struct_ops: writing a map's value gives the kernel a struct of callbacks, such as a congestion
// control. With BPF_F_LINK it takes effect while a link is there, otherwise until the value is
// deleted.
#include "attach/struct_ops.h"

#include <fcntl.h>
#include <linux/bpf.h>

#include <cerrno>
#include <utility>

#include "attach/link.h"
#include "bpf_syscall.h"

namespace loader {
namespace {

// Of Linux 6.4, which linux/bpf.h may be too old for.
constexpr uint32_t kLinkFlag = 1u << 13;  // BPF_F_LINK
constexpr uint32_t kStructOps = 44;       // BPF_STRUCT_OPS

// Eight bytes for a program's descriptor, as in a pointer of the kernel.
void put_program(std::byte* place, int fd) {
  const auto value = static_cast<uint64_t>(fd);
  memcpy(place, &value, sizeof value);
}

}  // namespace

bool attach_struct_ops(const bpfload_object& object, size_t index, Link& link,
                       bpfload_error& error) {
  const MapPlan& map = object.image.plan.maps[index];
  if (!is_struct_ops(map))
    return fail(error, "is not a struct_ops map, which alone can be attached");
  if (!map.data) return fail(error, "has no PLAN_MAP_DATA");
  const Bytes data = object.data.of(object.image.plan, index);
  Array<std::byte> value;
  if (!value.resize(data.size())) return fail(error, "%m");
  memcpy(value.data(), data.data(), data.size());
  for (size_t i = 0; i < map.programs.size() / sizeof(plan_slot); i++) {
    const auto slot = item<plan_slot>(map.programs, i);
    put_program(value.data() + slot.key, object.programs[slot.index]);
  }
  const bool has_link = (map.attr.map_flags & kLinkFlag) != 0;
  const int fd = object.maps[index];
  const uint32_t key = 0;
  // A value that a link has been made of stays, and another link may follow.
  if (map_update(fd, &key, value.data()) != 0 && !(has_link && errno == EBUSY)) {
    return fail(error, "BPF_MAP_UPDATE_ELEM of its %zu bytes: %m", value.size());
  }
  link = {-1, map.name, has_link, nullptr};
  if (has_link) return create_link(fd, 0, kStructOps, link, error);
  link.detach = [](const Link& registered) { unregister_struct_ops(registered.fd); };
  link.fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (link.fd >= 0) return true;
  fail(error, "%m");
  unregister_struct_ops(fd);
  return false;
}

void unregister_struct_ops(int map_fd) {
  const uint32_t key = 0;
  map_delete(map_fd, &key);
}

bool is_struct_ops(const MapPlan& map) {
  return map.attr.map_type == BPF_MAP_TYPE_STRUCT_OPS;
}

}  // namespace loader
