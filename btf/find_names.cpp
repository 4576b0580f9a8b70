#include "btf/find_names.h"

#include <unordered_map>

#include "btf/name_filter.h"

namespace btfkit::btf {

std::vector<TypeId> find_names(const Btf& btf, std::span<const WantedName> wanted) {
  std::vector<TypeId> found(wanted.size(), kVoid);
  NameFilter filter;
  // Few names are wanted, and fewer of them as more than one kind.
  std::unordered_multimap<std::string_view, size_t> by_name;
  for (size_t i = 0; i < wanted.size(); ++i) {
    filter.add_kind(wanted[i].kind);
    filter.add_name(wanted[i].name);
    by_name.emplace(wanted[i].name, i);
  }
  filter.for_each_own(btf, [&](TypeId id, uint32_t kind, const char* name) {
    auto [first, last] = by_name.equal_range(name);
    for (auto each = first; each != last; ++each) {
      TypeId& result = found[each->second];
      if (result == kVoid && wanted[each->second].kind == kind) result = id;
    }
  });
  return found;
}

}  // namespace btfkit::btf
