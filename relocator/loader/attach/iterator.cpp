// Iterators: programs that write a text about each of the kernel's objects of a kind, read through
// their link. Those of a map's elements need the map.
#include <cerrno>
#include <cstring>

#include "attach/link.h"

namespace loader {
namespace {

int find_map(const bpfload_object& object, const char* name) {
  for (size_t i = 0; i < object.maps.size(); i++) {
    if (strcmp(object.image.plan.maps[i].name, name) == 0) return object.maps[i];
  }
  return -1;
}

}  // namespace

bool attach_iterator(const Attempt& attempt, Link& link, bpfload_error& error) {
  bpf_attr attr = empty_attr();
  attr.link_create.prog_fd = static_cast<uint32_t>(attempt.program);
  attr.link_create.attach_type = BPF_TRACE_ITER;
  bpf_iter_link_info info = {};
  const char* colon = strchr(attempt.target, ':');
  if (colon != nullptr) {
    const int map = find_map(attempt.object, colon + 1);
    if (map < 0) return fail(error, "has no map '%s'", colon + 1);
    info.map.map_fd = static_cast<uint32_t>(map);
    attr.link_create.iter_info = pointer(&info);
    attr.link_create.iter_info_len = sizeof info;
  }
  link.is_iterator = true;
  if (create_link(attr, link, error)) return true;
  // What the kernel says of an iterator of a map's elements that has no map.
  if (colon == nullptr && errno == EBADF) {
    return fail(error, "its map is missing: %s:MAP", attempt.target);
  }
  return false;
}

}  // namespace loader
