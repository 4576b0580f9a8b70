// Maps: created in the plan's order, those with an inner map last, since a template and the maps in
// them must be there first. Their descriptors keep the plan's order.
#include "maps.h"

#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <utility>

#include "attach/struct_ops.h"
#include "bpf_syscall.h"
#include "file.h"
#include "pin.h"

namespace loader {
namespace {

// Of Linux 6.9, which linux/bpf.h may be too old for.
constexpr uint32_t kArena = 33;
constexpr size_t kValueTypeModule = offsetof(bpf_attr, map_extra) + 8;  // value_type_btf_obj_fd

// max_entries as this kernel takes it.
bool settle_max_entries(const bpfload_object& object, size_t index, uint32_t& max_entries,
                        bpfload_error& error) {
  const plan_map_attr& attr = object.image.plan.maps[index].attr;
  max_entries = object.sizes.of(object.image.plan, index);
  if (attr.map_type == BPF_MAP_TYPE_PERF_EVENT_ARRAY && max_entries == 0) {
    max_entries = possible_processors(error);
    return max_entries != 0;
  }
  if (attr.map_type == BPF_MAP_TYPE_RINGBUF || attr.map_type == BPF_MAP_TYPE_USER_RINGBUF) {
    const auto page = static_cast<uint32_t>(sysconf(_SC_PAGESIZE));
    if (max_entries > uint32_t{1} << 31) return fail(error, "%u bytes are too many", max_entries);
    max_entries = std::bit_ceil(max_entries < page ? page : max_entries);
  }
  return true;
}

bool create_map(const bpfload_object& object, const MapPlan& map, uint32_t max_entries, Fd& fd,
                bpfload_error& error) {
  bpf_attr attr = empty_attr();
  attr.map_type = map.attr.map_type;
  attr.key_size = map.attr.key_size;
  attr.value_size = map.attr.value_size;
  attr.max_entries = max_entries;
  attr.map_flags = map.attr.map_flags;
  attr.map_extra = map.attr.map_extra;
  attr.numa_node = map.attr.numa_node;
  if (map.attr.inner_map != 0) {
    attr.inner_map_fd = static_cast<uint32_t>(object.maps[map.attr.inner_map - 1]);
  }
  if (map.attr.btf_key_type_id != 0 || map.attr.btf_value_type_id != 0) {
    attr.btf_fd = static_cast<uint32_t>(object.btf.get());
    attr.btf_key_type_id = map.attr.btf_key_type_id;
    attr.btf_value_type_id = map.attr.btf_value_type_id;
  }
  if (map.attr.btf_vmlinux_value_type_id != 0) {
    // Its own types don't count, but have to be there.
    attr.btf_fd = static_cast<uint32_t>(object.btf.get());
    attr.btf_vmlinux_value_type_id = map.attr.btf_vmlinux_value_type_id;
  }
  if (map.attr.value_type_module != 0) {
    const int module = object.modules[map.attr.value_type_module - 1];
    memcpy(reinterpret_cast<std::byte*>(&attr) + kValueTypeModule, &module, sizeof module);
  }
  copy_name(attr.map_name, map.name);
  fd = Fd(bpf(BPF_MAP_CREATE, attr));
  return fd.valid() || fail(error, "BPF_MAP_CREATE: %m");
}

// As many values of `size` bytes as there are in `data`.
bool write_data(Bytes data, size_t size, int fd, bpfload_error& error) {
  for (uint32_t key = 0; key < data.size() / size; key++) {
    if (map_update(fd, &key, data.data() + key * size) != 0) {
      return fail(error, "BPF_MAP_UPDATE_ELEM of its %zu bytes of data, key %u: %m", size, key);
    }
  }
  return true;
}

// The descriptors of what is in a map of maps or a program array.
bool write_slots(Bytes slots, const FdArray& fds, int fd, bpfload_error& error) {
  for (size_t i = 0; i < slots.size() / sizeof(plan_slot); i++) {
    const auto slot = item<plan_slot>(slots, i);
    const int value = fds[slot.index];
    if (map_update(fd, &slot.key, &value) != 0) {
      return fail(error, "BPF_MAP_UPDATE_ELEM of key %u: %m", slot.key);
    }
  }
  return true;
}

// A program can be loaded only when an address of its arena is settled, which mapping it into this
// process does; what is written there stays when it is unmapped.
bool fill_arena(const bpfload_object& object, size_t index, int fd, bpfload_error& error) {
  const Plan& plan = object.image.plan;
  const MapPlan& map = plan.maps[index];
  const auto page = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  const uint32_t pages = object.sizes.of(plan, index);
  const uint64_t size = pages * page;
  const Bytes data = map.data ? object.data.of(plan, index) : Bytes();
  const uint64_t at = map.data_at.value_or(0);
  if (data.size() > size || at > size - data.size()) {
    return fail(error, "%zu bytes at %" PRIu64 " are not inside its %u pages of %" PRIu64 " bytes",
                data.size(), at, pages, page);
  }
  // map_extra is the address that the arena wants, or 0.
  void* wanted = reinterpret_cast<void*>(static_cast<uintptr_t>(map.attr.map_extra));
  const int fixed = map.attr.map_extra != 0 ? MAP_FIXED_NOREPLACE : 0;
  void* memory = mmap(wanted, size, PROT_READ | PROT_WRITE, MAP_SHARED | fixed, fd, 0);
  if (memory == MAP_FAILED) return fail(error, "mmap of the arena's %" PRIu64 " bytes: %m", size);
  if (!data.empty()) memcpy(static_cast<std::byte*>(memory) + at, data.data(), data.size());
  munmap(memory, size);
  return true;
}

bool fill_map(const bpfload_object& object, size_t index, int fd, bpfload_error& error) {
  const Plan& plan = object.image.plan;
  const MapPlan& map = plan.maps[index];
  // Its value has programs in it, and begins to work when it is written.
  if (is_struct_ops(map)) return true;
  const bool has_data =
      map.attr.map_type == kArena
          ? fill_arena(object, index, fd, error)
          : !map.data || write_data(object.data.of(plan, index), map.attr.value_size, fd, error);
  // The maps in a map of maps have none in them, so that they are there already.
  if (!has_data || !write_slots(map.maps, object.maps, fd, error)) return false;
  if ((map.attr.plan_flags & PLAN_MAP_FREEZE) != 0 && map_freeze(fd) != 0) {
    return fail(error, "BPF_MAP_FREEZE: %m");
  }
  return true;
}

// A map that was pinned under this name before must be one that the programs can use as theirs.
bool check_pinned(const char* path, const MapPlan& map, uint32_t max_entries, int fd,
                  bpfload_error& error) {
  bpf_map_info info = {};
  if (object_info(fd, &info, sizeof info) != 0) {
    return fail(error, "%s: is not a map (%m)", path);
  }
  const struct {
    const char* name;
    uint64_t found, expected;
  } attributes[] = {
      {"map_type", info.type, map.attr.map_type},
      {"key_size", info.key_size, map.attr.key_size},
      {"value_size", info.value_size, map.attr.value_size},
      {"max_entries", info.max_entries, max_entries},
      {"map_flags", info.map_flags, map.attr.map_flags},
      {"map_extra", info.map_extra, map.attr.map_extra},
  };
  for (const auto& [name, found, expected] : attributes) {
    if (found != expected) {
      return fail(error, "%s: pinned map has %s %llu, expected %llu", path, name,
                  static_cast<unsigned long long>(found),
                  static_cast<unsigned long long>(expected));
    }
  }
  return true;
}

bool make_map(bpfload_object& object, size_t index, Fd& fd, bpfload_error& error) {
  const MapPlan& map = object.image.plan.maps[index];
  uint32_t max_entries;
  if (!settle_max_entries(object, index, max_entries, error)) return false;
  if (map.attr.pinning == 0) {
    return create_map(object, map, max_entries, fd, error) &&
           fill_map(object, index, fd.get(), error);
  }
  Path path;
  if (!ensure_bpffs(BPFLOAD_BPFFS, error) || !pin_path(path, BPFLOAD_BPFFS, "", map.name, error)) {
    return false;
  }
  fd = Fd(object_get(path.text));
  if (fd.valid()) return check_pinned(path.text, map, max_entries, fd.get(), error);
  if (errno != ENOENT) return fail(error, "%s: %m", path.text);
  return create_map(object, map, max_entries, fd, error) &&
         fill_map(object, index, fd.get(), error) && object.pins.pin(fd.get(), path.text, error);
}

}  // namespace

bool create_maps(bpfload_object& object, bpfload_error& error) {
  const Plan& plan = object.image.plan;
  if (!object.maps.allocate(plan.maps.size())) return fail(error, "%m");
  for (const bool with_inner_map : {false, true}) {
    for (size_t i = 0; i < plan.maps.size(); i++) {
      const MapPlan& map = plan.maps[i];
      if ((map.attr.inner_map != 0) != with_inner_map) continue;
      Fd fd;
      if (!make_map(object, i, fd, error)) return add_context(error, "map '%s'", map.name);
      object.maps.set(i, std::move(fd));
    }
  }
  return true;
}

bool fill_program_arrays(const bpfload_object& object, bpfload_error& error) {
  const Plan& plan = object.image.plan;
  for (size_t i = 0; i < plan.maps.size(); i++) {
    const MapPlan& map = plan.maps[i];
    // A struct_ops map has its programs in its value.
    if (map.attr.map_type != BPF_MAP_TYPE_PROG_ARRAY) continue;
    if (!write_slots(map.programs, object.programs, object.maps[i], error)) {
      return add_context(error, "map '%s'", map.name);
    }
  }
  return true;
}

uint32_t possible_processors(bpfload_error& error) {
  constexpr const char* path = "/sys/devices/system/cpu/possible";
  Array<std::byte> file;
  if (!read_file(path, file, error)) return 0;
  if (!file.append(std::byte{0})) return fail(error, "%m");
  // "0-3" or "0,2-3": the numbers up to the last one, which is what the kernel counts too.
  const auto* text = reinterpret_cast<const char*>(file.data());
  const char* last = text;
  for (const char* c = text; *c != '\0'; c++) {
    if (*c == '-' || *c == ',') last = c + 1;
  }
  unsigned number;
  if (sscanf(last, "%u", &number) != 1) {
    fail(error, "%s: has no range of processors", path);
    return 0;
  }
  return number + 1;
}

}  // namespace loader
