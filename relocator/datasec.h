// The DATASECs of an object's BTF: what is in a section of the ELF file.
#pragma once

#include <string_view>
#include <unordered_map>

#include "btf/model.h"

namespace btfkit::relocator {

// The DATASEC of that name, or void.
inline btf::TypeId find_datasec(const btf::Btf& btf, std::string_view name) {
  for (uint32_t number = 1; number < btf::number(btf.end_id()); ++number) {
    btf::TypeId id{number};
    if (btf.name(id) == name && btf::get_if<btf::Datasec>(btf, id)) return id;
  }
  return btf::kVoid;
}

// All of them, the first of each name.
inline std::unordered_map<std::string_view, btf::TypeId> datasecs_by_name(const btf::Btf& btf) {
  std::unordered_map<std::string_view, btf::TypeId> datasecs;
  for (uint32_t number = 1; number < btf::number(btf.end_id()); ++number) {
    btf::TypeId id{number};
    if (btf::get_if<btf::Datasec>(btf, id)) datasecs.try_emplace(btf.name(id), id);
  }
  return datasecs;
}

}  // namespace btfkit::relocator
