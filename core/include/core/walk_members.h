// A struct's members as the program sees them: those of anonymous members are its own.
#pragma once

#include "btf/model.h"

namespace btfkit::core {

// Calls `use(holder, member)` for each named member of struct or union `in`, whose modifiers don't
// matter, and of its anonymous members, in their order. `holder` is the struct that has it. Crafted
// types that nest or branch without end are cut off.
template <typename Use>
void walk_members(const btf::Btf& btf, btf::TypeId in, Use use) {
  constexpr int kMaxDepth = 16;
  int left = 100'000;  // visits
  auto walk = [&](auto& self, btf::TypeId id, int depth) -> void {
    auto stripped = btf::skip_modifiers(btf, id);
    if (!stripped || depth > kMaxDepth) return;
    auto composite = btf::get_if_composite(btf, *stripped);
    if (!composite) return;
    for (const btf::Member& member : composite->members) {
      if (--left < 0) return;
      if (btf.string(member.name).empty()) {
        self(self, member.type, depth + 1);
      } else {
        use(*stripped, member);
      }
    }
  };
  walk(walk, in, 0);
}

}  // namespace btfkit::core
