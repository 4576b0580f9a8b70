#include "core/candidates.h"

#include "core/compatibility.h"
#include "core/name.h"

namespace btfkit::core {

CandidateIndex::CandidateIndex(const btf::Btf& target) : target_(target) {
  by_name_.reserve(number(target.end_id()));
  for (uint32_t id = 1; id < number(target.end_id()); ++id) {
    std::string_view name = target.name(btf::TypeId{id});
    if (!name.empty()) by_name_[essential_name(name)].push_back(btf::TypeId{id});
  }
}

CandidateIndex::CandidateIndex(const btf::Btf& target,
                               const std::unordered_set<std::string_view>& wanted)
    : target_(target) {
  // Nearly all names of a kernel are told from those few by their first two letters.
  auto place = [](char first, char second) {
    return static_cast<size_t>(static_cast<unsigned char>(first)) << 8 |
           static_cast<unsigned char>(second);
  };
  std::vector<bool> may_be_wanted(1 << 16);
  for (std::string_view name : wanted) {
    if (name.empty()) continue;
    std::string_view essential = essential_name(name);
    by_name_[essential];
    if (essential.size() > 1) {
      may_be_wanted[place(essential[0], essential[1])] = true;
    } else {
      may_be_wanted[place(essential[0], '\0')] = true;
      may_be_wanted[place(essential[0], '_')] = true;  // a flavor
    }
  }
  for (uint32_t id = 1; id < number(target.end_id()); ++id) {
    btf::StringOffset offset{target.words(btf::TypeId{id})[0]};
    std::string_view rest = target.string_and_rest(offset);
    if (rest[0] == '\0' || !may_be_wanted[place(rest[0], rest[1])]) continue;
    auto entry = by_name_.find(essential_name(rest.data()));
    if (entry != by_name_.end()) entry->second.push_back(btf::TypeId{id});
  }
}

std::vector<btf::TypeId> CandidateIndex::find(std::string_view name, const btf::Kind& kind) const {
  std::vector<btf::TypeId> result;
  auto entry = by_name_.find(essential_name(name));
  if (entry == by_name_.end()) return result;
  for (btf::TypeId id : entry->second) {
    if (kinds_compatible(kind, target_.type(id).kind)) result.push_back(id);
  }
  return result;
}

}  // namespace btfkit::core
