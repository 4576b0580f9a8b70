// Reading maps: what kind they are, and their entries.
#include <cerrno>
#include <cstring>

#include "array.h"
#include "bpf_syscall.h"
#include "error.h"
#include "maps.h"

using namespace loader;

namespace {

bool is_per_cpu(uint32_t type) {
  return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
         type == BPF_MAP_TYPE_LRU_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

bool read_info(int map_fd, bpfload_map_info& out, bpfload_error& error) {
  bpf_map_info info = {};
  if (object_info(map_fd, &info, sizeof info) != 0) {
    return fail(error, "BPF_OBJ_GET_INFO_BY_FD: %m");
  }
  out = {.type = info.type,
         .id = info.id,
         .key_size = info.key_size,
         .value_size = info.value_size,
         .max_entries = info.max_entries,
         .flags = info.map_flags,
         .map_extra = info.map_extra,
         .lookup_size = info.value_size,
         .name = {}};
  memcpy(out.name, info.name, sizeof out.name);
  if (is_per_cpu(info.type)) {
    const uint32_t processors = possible_processors(error);
    if (processors == 0) return false;
    out.lookup_size = (info.value_size + 7) / 8 * 8 * processors;
  }
  return true;
}

}  // namespace

int bpfload_get_map_info(int map_fd, bpfload_map_info* info, bpfload_error* error) {
  return read_info(map_fd, *info, *error) ? 0 : -1;
}

int bpfload_map_each(int map_fd,
                     int (*entry)(void* context, const void* key, uint32_t key_size,
                                  const void* value, uint32_t value_size),
                     void* context, bpfload_error* error) {
  bpfload_map_info info;
  if (!read_info(map_fd, info, *error)) return -1;
  Array<std::byte> keys;  // the one before and the next
  Array<std::byte> value;
  if (!keys.resize(2 * size_t{info.key_size}) || !value.resize(info.lookup_size)) {
    fail(*error, "%m");
    return -1;
  }
  std::byte* const before = keys.data();
  std::byte* const next = keys.data() + info.key_size;
  bpf_attr attr = empty_attr();
  attr.map_fd = static_cast<uint32_t>(map_fd);
  attr.next_key = pointer(next);
  // A key that is deleted meanwhile makes the kernel begin again; the count bounds that.
  for (uint64_t i = 0; i <= info.max_entries; i++) {
    attr.key = i == 0 ? 0 : pointer(before);
    if (bpf(BPF_MAP_GET_NEXT_KEY, attr) != 0) {
      if (errno == ENOENT) return 0;
      fail(*error, "BPF_MAP_GET_NEXT_KEY: %m");
      return -1;
    }
    bpf_attr lookup = empty_attr();
    lookup.map_fd = static_cast<uint32_t>(map_fd);
    lookup.key = pointer(next);
    lookup.value = pointer(value.data());
    if (bpf(BPF_MAP_LOOKUP_ELEM, lookup) == 0) {
      const int stop = entry(context, next, info.key_size, value.data(), info.lookup_size);
      if (stop != 0) return stop;
    } else if (errno != ENOENT) {  // gone meanwhile, or a slot of a prog array without program
      fail(*error, "BPF_MAP_LOOKUP_ELEM: %m");
      return -1;
    }
    memcpy(before, next, info.key_size);
  }
  return 0;
}
