#include "btf/find_names.h"

#include <array>
#include <ranges>
#include <unordered_map>

#include "btf/name_filter.h"
#include "btf/references.h"

namespace btfkit::btf {

std::vector<TypeId> find_names(const Btf& btf, std::span<const WantedName> wanted) {
  std::vector<TypeId> found(wanted.size(), kVoid);
  std::array<bool, kKindNumbers> kind_is_wanted{};
  NameFilter filter;
  // Few names are wanted, and fewer of them as more than one kind.
  std::unordered_multimap<std::string_view, size_t> by_name;
  for (size_t i = 0; i < wanted.size(); ++i) {
    kind_is_wanted[wanted[i].kind] = true;
    filter.add(wanted[i].name);
    by_name.emplace(wanted[i].name, i);
  }
  // The base first, whose ids are the smaller ones.
  std::vector<const Btf*> parts;
  for (const Btf* part = &btf; part; part = part->base()) parts.push_back(part);
  for (const Btf* part : std::views::reverse(parts)) {
    std::span<const uint32_t> words = part->own_words();
    for (TypeId id = part->first_id(); id < part->end_id(); id = TypeId{number(id) + 1}) {
      size_t at = part->start(id);
      uint32_t kind = kind_number(words[at + 1]);
      if (!kind_is_wanted[kind]) continue;
      const char* name = part->string_and_rest(StringOffset{words[at]}).data();
      if (!filter.may_be_wanted(name)) continue;
      auto [first, last] = by_name.equal_range(name);
      for (auto each = first; each != last; ++each) {
        TypeId& result = found[each->second];
        if (result == kVoid && wanted[each->second].kind == kind) result = id;
      }
    }
  }
  return found;
}

}  // namespace btfkit::btf
