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
