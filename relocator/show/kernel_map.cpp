#include "kernel_map.h"

#include <fmt/ranges.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "btf/reader.h"
#include "support/file.h"

namespace btfkit::show {
namespace {

constexpr std::string_view kName = "name:";

std::unexpected<Error> failure(const bpfload_error& error) {
  return std::unexpected(Error(error.text));
}

// The id in decimal, if it is one.
std::optional<uint32_t> id_in(const std::string& text) {
  uint32_t id;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return id;
}

struct Named {
  std::string_view name;
  std::vector<uint32_t> ids;
};

int add_if_named(void* context, int fd) {
  auto* named = static_cast<Named*>(context);
  bpfload_map_info info;
  bpfload_error error;
  if (bpfload_get_map_info(fd, &info, &error) == 0 && named->name == info.name) {
    named->ids.push_back(info.id);
  }
  return 0;
}

Result<uint32_t> id_of(std::string_view name) {
  // The kernel keeps so much of it.
  Named named{name.substr(0, BPF_OBJ_NAME_LEN - 1), {}};
  bpfload_error error;
  if (bpfload_each_map(add_if_named, &named, &error) != 0) return failure(error);
  if (named.ids.empty()) return fail("no map is named '{}'", name);
  if (named.ids.size() > 1) {
    return fail("{} maps are named '{}': {}", named.ids.size(), name, fmt::join(named.ids, ", "));
  }
  return named.ids[0];
}

bool has_entries(uint32_t type) {
  switch (type) {
    case BPF_MAP_TYPE_RINGBUF:
    case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
    case BPF_MAP_TYPE_USER_RINGBUF:
    case BPF_MAP_TYPE_QUEUE:
    case BPF_MAP_TYPE_STACK:
    case BPF_MAP_TYPE_BLOOM_FILTER:
      return false;
    default:
      return std::string_view(bpfload_map_type_name(type)) != "arena";
  }
}

}  // namespace

Result<KernelMap> KernelMap::of(int fd) {
  bpfload_error error;
  bpfload_map_info info;
  if (bpfload_get_map_info(fd, &info, &error) == 0) return KernelMap(fd, info);
  close(fd);
  return failure(error);
}

Result<KernelMap> KernelMap::open(const std::string& which) {
  bpfload_error error;
  if (which.contains('/')) {
    int fd = bpfload_open_pin(which.c_str(), &error);
    if (fd < 0) return failure(error);
    // What is pinned may be a program or a link, of which the kernel gives other information.
    char path[64];
    char target[64] = {};
    std::snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length > 0 && !std::string_view(target).contains("bpf-map")) {
      close(fd);
      return fail("{}: is not a map", which);
    }
    return in(which, of(fd));
  }
  std::optional<uint32_t> id = id_in(which);
  if (which.starts_with(kName))
    id = BTFKIT_TRY(id_of(std::string_view(which).substr(kName.size())));
  if (!id) return fail("'{}' is no path with a '/', no id and no name:NAME", which);
  int fd = bpfload_open_map(*id, &error);
  if (fd < 0) return failure(error);
  return of(fd);
}

KernelMap::KernelMap(KernelMap&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), info_(other.info_) {}

KernelMap::~KernelMap() {
  if (fd_ >= 0) close(fd_);
}

std::string KernelMap::described() const {
  return info_.name[0] != '\0' ? fmt::format("map '{}'", info_.name)
                               : fmt::format("map {}", info_.id);
}

bool KernelMap::is_per_cpu() const {
  return info_.type == BPF_MAP_TYPE_PERCPU_HASH || info_.type == BPF_MAP_TYPE_PERCPU_ARRAY ||
         info_.type == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
         info_.type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

Result<void> KernelMap::each_entry(const std::function<void(Bytes, Bytes)>& use) const {
  if (!has_entries(info_.type)) {
    bool is_followed =
        info_.type == BPF_MAP_TYPE_RINGBUF || info_.type == BPF_MAP_TYPE_PERF_EVENT_ARRAY;
    return fail("{}: a map of type {} has no entries{}", described(),
                bpfload_map_type_name(info_.type),
                is_followed ? "; bpfshow events follows its records" : "");
  }
  auto entry = [](void* context, const void* key, uint32_t key_size, const void* value,
                  uint32_t value_size) {
    const auto& wanted = *static_cast<const std::function<void(Bytes, Bytes)>*>(context);
    wanted(Bytes(static_cast<const std::byte*>(key), key_size),
           Bytes(static_cast<const std::byte*>(value), value_size));
    return 0;
  };
  bpfload_error error;
  if (bpfload_map_each(fd_, entry, const_cast<void*>(static_cast<const void*>(&use)), &error) !=
      0) {
    return in(described(), Result<void>(failure(error)));
  }
  return {};
}

Result<btf::Btf> read_kernel_btf(uint32_t btf_id) {
  void* data;
  size_t size;
  bpfload_error error;
  if (bpfload_read_btf(btf_id, &data, &size, &error) != 0) return failure(error);
  auto* bytes = static_cast<std::byte*>(data);
  std::vector<std::byte> copy(bytes, bytes + size);
  std::free(data);
  return in(fmt::format("BTF {}", btf_id), btf::read(std::move(copy)));
}

Result<MapTypes> types_of(const KernelMap& map) {
  bpfload_map_types types;
  bpfload_error error;
  if (bpfload_get_map_types(map.fd(), &types, &error) != 0) return failure(error);
  MapTypes result{nullptr, btf::kVoid, btf::kVoid};
  if (types.kernel_value_type != 0) {
    constexpr const char* path = "/sys/kernel/btf/vmlinux";
    Content content = BTFKIT_TRY(read_file(path));
    Bytes bytes = content.bytes();
    result.btf = std::make_unique<btf::Btf>(
        BTFKIT_TRY(in(path, btf::read(std::vector(bytes.begin(), bytes.end())))));
    result.value = btf::TypeId{types.kernel_value_type};
  } else if (types.btf_id != 0) {
    result.btf = std::make_unique<btf::Btf>(BTFKIT_TRY(read_kernel_btf(types.btf_id)));
    result.key = btf::TypeId{types.key_type};
    result.value = btf::TypeId{types.value_type};
  }
  // A struct_ops map of a module names a type of the module's.
  if (result.btf && !result.btf->contains(result.value)) result.value = btf::kVoid;
  if (result.btf && !result.btf->contains(result.key)) result.key = btf::kVoid;
  return result;
}

Result<std::vector<uint32_t>> btf_ids_of_users(const KernelMap& map) {
  std::vector<uint32_t> ids;
  auto add = [](void* context, uint32_t btf_id) {
    auto& found = *static_cast<std::vector<uint32_t>*>(context);
    if (std::ranges::find(found, btf_id) == found.end()) found.push_back(btf_id);
    return 0;
  };
  bpfload_error error;
  if (bpfload_each_user_of_map(map.info().id, add, &ids, &error) != 0) return failure(error);
  return ids;
}

}  // namespace btfkit::show
