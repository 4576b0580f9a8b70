#include "select.h"

#include <algorithm>
#include <map>

#include "btf/dump.h"

namespace btfkit::btfgen {
namespace {

bool is_c_type(const btf::Kind& kind) {
  return !std::holds_alternative<btf::Func>(kind) && !std::holds_alternative<btf::Var>(kind) &&
         !std::holds_alternative<btf::Datasec>(kind) &&
         !std::holds_alternative<btf::DeclTag>(kind) && !std::holds_alternative<btf::TypeTag>(kind);
}

}  // namespace

Result<std::vector<btf::TypeId>> types_with_ids(const btf::Btf& btf,
                                                std::span<const uint32_t> ids) {
  std::vector<btf::TypeId> types;
  for (uint32_t id : ids) {
    btf::TypeId type{id};
    if (!btf.contains(type)) {
      return fail("type id {} is out of range (1 to {})", id, number(btf.end_id()) - 1);
    }
    types.push_back(type);
  }
  return types;
}

Result<std::vector<btf::TypeId>> types_with_names(const btf::Btf& btf,
                                                  std::span<const std::string> names,
                                                  Choice choice) {
  std::vector<btf::TypeId> kfuncs;  // ordered by id
  if (choice == Choice::kCxx) kfuncs = btf::kfuncs(btf);
  auto can_be_chosen = [&](btf::TypeId id, const btf::Kind& kind) {
    return choice == Choice::kAny || is_c_type(kind) || std::ranges::binary_search(kfuncs, id);
  };
  std::map<std::string_view, bool> found;
  for (const std::string& name : names) found[name] = false;
  std::vector<btf::TypeId> types;
  for (btf::TypeId id{1}; btf.contains(id); id = btf::TypeId{number(id) + 1}) {
    btf::Type type = btf.type(id);
    auto entry = found.find(btf.name(type));
    if (entry == found.end() || !can_be_chosen(id, type.kind)) continue;
    entry->second = true;
    types.push_back(id);
  }
  for (const auto& [name, is_found] : found) {
    if (!is_found) return fail("no type is named '{}'", name);
  }
  return types;
}

}  // namespace btfkit::btfgen
