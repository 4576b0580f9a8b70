#include <unordered_map>

#include "stages.h"

namespace btfkit::btf::dedup {

void resolve_declarations(Work& work) {
  // By name, the one struct or union that stays; void where there are several.
  std::unordered_map<uint32_t, Id> definitions;
  auto for_each_declaration = [&](auto visit) {
    for (Id id : work.types.declarations()) {
      if (work.types.kind(id) == wire::Kind::kFwd && work.types.is_own(id) &&
          work.mapping.is_root(id)) {
        visit(id, work.types.at(id));
      }
    }
  };
  for_each_declaration([&](Id, const Word* type) { definitions.try_emplace(type[kName], kNoId); });
  if (definitions.empty()) return;
  for (Id id = 1; id < work.types.end(); ++id) {
    if (!is_composite(work.types.kind(id)) || !work.mapping.is_root(id)) continue;
    auto found = definitions.find(work.types.at(id)[kName]);
    if (found != definitions.end()) found->second = found->second == kNoId ? id : 0;
  }
  for_each_declaration([&](Id id, const Word* type) {
    Id definition = definitions.find(type[kName])->second;
    bool is_unique = definition != kNoId && definition != 0;
    if (is_unique && work.types.kind(definition) == declared_kind(type)) {
      work.mapping.replace(id, definition);
    }
  });
}

}  // namespace btfkit::btf::dedup
