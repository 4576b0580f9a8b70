// Maps, programs and BTF of the kernel by their ids, whoever loaded them.
#include <cerrno>

#include "array.h"
#include "bpf_syscall.h"
#include "error.h"
#include "fd.h"
#include "names.h"

using namespace loader;

namespace {

// `command` is one of BPF_{MAP,PROG,BTF}_GET_FD_BY_ID: the ids share a place in bpf_attr.
Fd open_by_id(bpf_cmd command, uint32_t id) {
  bpf_attr attr = empty_attr();
  attr.map_id = id;
  return Fd(bpf(command, attr));
}

// Calls `use(fd)` for each object until it returns something but 0. `what` is for messages.
template <typename Use>
int each(bpf_cmd next, bpf_cmd open, const char* what, bpfload_error& error, Use use) {
  uint32_t id = 0;
  for (;;) {
    bpf_attr attr = empty_attr();
    attr.start_id = id;
    if (bpf(next, attr) != 0) {
      if (errno == ENOENT) return 0;
      fail(error, "BPF_%s_GET_NEXT_ID: %m", what);
      return -1;
    }
    id = attr.next_id;
    const Fd fd = open_by_id(open, id);
    if (!fd.valid()) {
      if (errno == ENOENT) continue;  // gone meanwhile
      fail(error, "BPF_%s_GET_FD_BY_ID of %u: %m", what, id);
      return -1;
    }
    const int stop = use(fd.get());
    if (stop != 0) return stop;
  }
}

// Whether the program uses the map; false too if it is gone meanwhile, or there is no memory.
bool uses(int program_fd, uint32_t map_id, uint32_t& btf_id) {
  bpf_prog_info info = {};
  if (object_info(program_fd, &info, sizeof info) != 0 || info.nr_map_ids == 0) return false;
  btf_id = info.btf_id;
  Array<uint32_t> ids;
  if (!ids.resize(info.nr_map_ids)) return false;
  bpf_prog_info again = {};
  again.nr_map_ids = info.nr_map_ids;
  again.map_ids = pointer(ids.data());
  if (object_info(program_fd, &again, sizeof again) != 0) return false;
  for (const uint32_t id : ids) {
    if (id == map_id) return true;
  }
  return false;
}

}  // namespace

int bpfload_open_map(uint32_t id, bpfload_error* error) {
  Fd fd = open_by_id(BPF_MAP_GET_FD_BY_ID, id);
  if (!fd.valid()) {
    if (errno == ENOENT) {
      fail(*error, "there is no map with id %u", id);
    } else {
      fail(*error, "map %u: BPF_MAP_GET_FD_BY_ID: %m", id);
    }
  }
  return fd.take();
}

int bpfload_each_map(int (*map)(void* context, int map_fd), void* context, bpfload_error* error) {
  return each(BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID, "MAP", *error,
              [&](int fd) { return map(context, fd); });
}

const char* bpfload_map_type_name(uint32_t type) {
  return map_type_name(type);
}

int bpfload_get_map_types(int map_fd, bpfload_map_types* types, bpfload_error* error) {
  bpf_map_info info = {};
  if (object_info(map_fd, &info, sizeof info) != 0) {
    fail(*error, "BPF_OBJ_GET_INFO_BY_FD: %m");
    return -1;
  }
  *types = {.btf_id = info.btf_id,
            .key_type = info.btf_key_type_id,
            .value_type = info.btf_value_type_id,
            .kernel_value_type = info.btf_vmlinux_value_type_id};
  return 0;
}

int bpfload_each_user_of_map(uint32_t map_id, int (*program)(void* context, uint32_t btf_id),
                             void* context, bpfload_error* error) {
  return each(BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID, "PROG", *error, [&](int fd) {
    uint32_t btf_id = 0;
    return uses(fd, map_id, btf_id) && btf_id != 0 ? program(context, btf_id) : 0;
  });
}

int bpfload_read_btf(uint32_t btf_id, void** data, size_t* size, bpfload_error* error) {
  const Fd fd = open_by_id(BPF_BTF_GET_FD_BY_ID, btf_id);
  if (!fd.valid()) {
    fail(*error, "BTF %u: BPF_BTF_GET_FD_BY_ID: %m", btf_id);
    return -1;
  }
  bpf_btf_info info = {};
  if (object_info(fd.get(), &info, sizeof info) != 0) {
    fail(*error, "BTF %u: BPF_OBJ_GET_INFO_BY_FD: %m", btf_id);
    return -1;
  }
  void* const bytes = malloc(info.btf_size);
  bpf_btf_info with_bytes = {};
  with_bytes.btf = pointer(bytes);
  with_bytes.btf_size = info.btf_size;
  if (bytes == nullptr || object_info(fd.get(), &with_bytes, sizeof with_bytes) != 0) {
    fail(*error, "BTF %u: %m", btf_id);
    free(bytes);
    return -1;
  }
  *data = bytes;
  *size = info.btf_size;
  return 0;
}
