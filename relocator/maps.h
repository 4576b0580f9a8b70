// The object's maps: those that section .maps declares by BTF, those that are declared in the old
// way, and those that its data sections are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "object.h"

namespace btfkit::relocator {

// The section of maps that are declared by BTF.
inline constexpr std::string_view kMapsSection = ".maps";

// What a place of a map of maps or of a program array has from the start.
struct Slot {
  uint32_t key;
  size_t index;  // of the map, or of the program
};

// A variable whose bytes the loader may set.
struct Variable {
  // How text becomes its bytes.
  enum class Encoding { kBytes, kUnsigned, kSigned, kBool, kFloat, kCharacters };

  std::string name;
  uint32_t offset;  // bytes into the map's data
  uint32_t size;
  Encoding encoding;
};

struct Map {
  std::string name;
  uint32_t section = 0;  // ELF index
  uint64_t offset = 0;   // of a declared map in its section, bytes
  uint64_t size = 0;     // of a declared map in its section with its initial slots, bytes
  // Of a declared map with member `values`: where its initial slots begin in .maps, bytes.
  std::optional<uint64_t> values_at;
  bool is_data = false;  // the map is a data section
  // Of an arena with variables: the ELF index of their section and its bytes; otherwise 0.
  uint32_t arena_section = 0;
  uint64_t arena_size = 0;

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
  bool freeze = false;  // no one writes to it once its content is there
  // Its initial content from key 0 on, or a struct_ops map's value; empty for zeros.
  std::vector<std::byte> data;
  uint64_t data_at = 0;         // of an arena: bytes from its start to `data`
  std::optional<size_t> inner;  // of a map of maps: the map that is its template
  std::vector<Slot> maps;       // by ascending keys
  // By ascending keys; in a struct_ops map the key is the byte of `data` that has the pointer.
  std::vector<Slot> programs;
  std::vector<Variable> variables;
  // Of a struct_ops map: its value's type in the BTF of vmlinux, or of the plan's n-th module.
  btf::TypeId kernel_value_type = btf::kVoid;
  uint32_t kernel_value_module = 0;
};

// The name of the map that a data section is, as libbpf makes it: "exec_eve.rodata".
std::string data_map_name(std::string_view object_name, std::string_view section);

// The maps declared in the old way, then those of .maps in its order, the template of a map of maps
// right before it, then the data sections in the order of the file. Which maps and programs are in
// maps from the start is not settled yet. `object_name` goes into the names of data maps.
Result<std::vector<Map>> find_maps(const Object& object, std::string_view object_name);

}  // namespace btfkit::relocator
