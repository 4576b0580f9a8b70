// A map of the kernel, and the BTF that goes with it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "btf/model.h"
#include "btfkit/loader.h"
#include "support/bytes.h"
#include "support/error.h"

namespace btfkit::show {

class KernelMap {
 public:
  // `which` is a pin's path, which has a '/', an id, or "name:NAME".
  static Result<KernelMap> open(const std::string& which);
  KernelMap(KernelMap&& other) noexcept;
  KernelMap& operator=(KernelMap&&) = delete;
  ~KernelMap();

  int fd() const { return fd_; }
  const bpfload_map_info& info() const { return info_; }
  // "map 'events'", for messages.
  std::string described() const;

  // Whether an entry has a value for each processor.
  bool is_per_cpu() const;

  // Calls `use` for each entry; the bytes are there until it returns. Fails for a map that has none
  // to go through.
  Result<void> each_entry(const std::function<void(Bytes key, Bytes value)>& use) const;

 private:
  KernelMap(int fd, const bpfload_map_info& info) : fd_(fd), info_(info) {}
  static Result<KernelMap> of(int fd);

  int fd_;
  bpfload_map_info info_;
};

// The BTF's bytes as it got them.
Result<btf::Btf> read_kernel_btf(uint32_t btf_id);

// Where a map's key and value are described.
struct MapTypes {
  std::unique_ptr<btf::Btf> btf;  // null: nowhere
  btf::TypeId key;                // kVoid: none
  btf::TypeId value;
};
Result<MapTypes> types_of(const KernelMap& map);

// The BTF of the programs that use the map, each once, in the order of the programs.
Result<std::vector<uint32_t>> btf_ids_of_users(const KernelMap& map);

}  // namespace btfkit::show
