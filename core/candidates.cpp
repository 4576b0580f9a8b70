#include "core/candidates.h"

#include <array>

#include "btf/name_filter.h"
#include "btf/references.h"
#include "core/compatibility.h"
#include "core/name.h"

namespace btfkit::core {
namespace {

// Of a target, for a local type of `kind`, as kinds_compatible() has it. Numbers are BTF_KIND_*.
std::array<uint32_t, 2> compatible_kinds(uint32_t kind) {
  constexpr uint32_t kEnum = 6;
  constexpr uint32_t kEnum64 = 19;
  if (kind == kEnum || kind == kEnum64) return {kEnum, kEnum64};
  return {kind, kind};
}

std::vector<btf::TypeId> types_for(const btf::Btf& target, std::span<const Root> roots, Part part) {
  btf::NameFilter filter;
  add_roots(filter, roots);
  if (part == Part::kOwn) return filter.own_types(target);
  std::vector<btf::TypeId> types;
  filter.for_each(target, [&](btf::TypeId id, uint32_t, const char*) { types.push_back(id); });
  return types;
}

}  // namespace

std::vector<Root> roots_of(const btf::Btf& local, const btf::Ext& ext) {
  std::vector<Root> roots;
  std::vector<bool> seen(number(local.end_id()));
  for (const auto& section : ext.relocations) {
    for (const btf::CoreRelocation& relocation : section.records) {
      if (relocation.kind == btf::CoreKind::kTypeIdLocal || relocation.type == btf::kVoid) continue;
      if (seen[number(relocation.type)]) continue;
      seen[number(relocation.type)] = true;
      roots.push_back({&local, relocation.type});
    }
  }
  return roots;
}

CandidateIndex::CandidateIndex(const btf::Btf& target) : target_(target) {
  by_name_.reserve(number(target.end_id()));
  for (uint32_t id = 1; id < number(target.end_id()); ++id) {
    std::string_view name = target.name(btf::TypeId{id});
    if (!name.empty()) by_name_[essential_name(name)].push_back(btf::TypeId{id});
  }
}

void add_roots(btf::NameFilter& filter, std::span<const Root> roots) {
  for (const Root& root : roots) {
    std::string_view name = root.local->name(root.type);
    if (name.empty()) continue;
    for (uint32_t kind : compatible_kinds(btf::kind_number(root.local->words(root.type)[1]))) {
      filter.add(kind, essential_name(name), '_');
    }
  }
}

CandidateIndex::CandidateIndex(const btf::Btf& target, std::span<const Root> roots, Part part)
    : CandidateIndex(target, roots, types_for(target, roots, part)) {}

CandidateIndex::CandidateIndex(const btf::Btf& target, std::span<const Root> roots,
                               std::span<const btf::TypeId> among)
    : target_(target) {
  for (const Root& root : roots) {
    std::string_view name = root.local->name(root.type);
    if (!name.empty()) by_name_[essential_name(name)];
  }
  for (btf::TypeId id : among) {
    auto entry = by_name_.find(essential_name(target.name(id)));
    if (entry != by_name_.end()) entry->second.push_back(id);
  }
}

std::vector<btf::TypeId> CandidateIndex::find(std::string_view name, const btf::Kind& kind) const {
  std::vector<btf::TypeId> result;
  auto entry = by_name_.find(essential_name(name));
  if (entry == by_name_.end()) return result;
  const btf::Btf* vmlinux = &target_;
  while (vmlinux->base()) vmlinux = vmlinux->base();
  for (btf::TypeId id : entry->second) {
    if (!vmlinux->contains(id) && !result.empty() && vmlinux->contains(result.front())) break;
    if (kinds_compatible(kind, target_.type(id).kind)) result.push_back(id);
  }
  return result;
}

}  // namespace btfkit::core
