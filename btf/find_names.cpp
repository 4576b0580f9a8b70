#include "btf/find_names.h"

#include <unordered_map>

#include "btf/name_filter.h"

namespace btfkit::btf {

void add_names(NameFilter& filter, std::span<const WantedName> wanted) {
  for (const WantedName& each : wanted) filter.add(each.kind, each.name);
}

std::vector<TypeId> find_names(const Btf& btf, std::span<const WantedName> wanted) {
  NameFilter filter;
  add_names(filter, wanted);
  return find_names(btf, wanted, filter.own_types(btf));
}

std::vector<TypeId> find_names(const Btf& btf, std::span<const WantedName> wanted,
                               std::span<const TypeId> among) {
  std::vector<TypeId> found(wanted.size(), kVoid);
  // Few names are wanted, and fewer of them as more than one kind.
  std::unordered_multimap<std::string_view, size_t> by_name;
  for (size_t i = 0; i < wanted.size(); ++i) by_name.emplace(wanted[i].name, i);
  for (TypeId id : among) {
    uint32_t kind = kind_number(btf.words(id)[1]);
    auto [first, last] = by_name.equal_range(btf.name(id));
    for (auto each = first; each != last; ++each) {
      TypeId& result = found[each->second];
      if (result == kVoid && wanted[each->second].kind == kind) result = id;
    }
  }
  return found;
}

}  // namespace btfkit::btf
