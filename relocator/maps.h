// The object's maps: those that section .maps declares by BTF, and those that its data sections
// are.
#pragma once

#include <string>
#include <vector>

#include "object.h"

namespace btfkit::relocator {

struct Map {
  std::string name;
  uint32_t section = 0;  // ELF index
  uint64_t offset = 0;   // of a declared map in .maps, bytes
  bool is_data = false;  // the map is a data section

  // As in union bpf_attr.
  uint32_t type = 0;
  uint32_t key_size = 0;
  uint32_t value_size = 0;
  uint32_t max_entries = 0;
  uint32_t flags = 0;
  uint64_t extra = 0;
  uint32_t numa_node = 0;
  btf::TypeId key_type = btf::kVoid;
  btf::TypeId value_type = btf::kVoid;

  bool pinned_by_name = false;
  bool freeze = false;          // no one writes to it once its content is there
  std::vector<std::byte> data;  // its initial content; empty for zeros
};

// The declared maps in the order of .maps, then the data sections in the order of the file.
// `object_name` goes into the names of data maps, as libbpf makes them: "exec_eve.rodata".
Result<std::vector<Map>> find_maps(const Object& object, std::string_view object_name);

}  // namespace btfkit::relocator
