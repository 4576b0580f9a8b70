#include <optional>

#include "alike.h"
#include "equivalence.h"

namespace btfkit::btf::dedup {
namespace {

// Records what a comparison has shown on its way: which declarations declare what, and which other
// structs and unions are the same as one that stays.
void learn(Work& work, const Equivalence& equivalence) {
  Mapping& mapping = work.mapping;
  for (auto [candidate, kept] : equivalence.pairs()) {
    Id from = mapping.resolve(candidate);
    Id to = mapping.resolve(kept);
    bool is_declared = work.types.kind(from) == wire::Kind::kFwd;
    bool is_kept_declared = work.types.kind(to) == wire::Kind::kFwd;
    // Also in the base, so that the own declarations that were replaced by it get there.
    if (!is_declared && is_kept_declared) mapping.replace(to, from);
    if (equivalence.changes_base() || is_kept_declared) continue;
    // The kept graph has types in it that aren't settled: those are no target.
    bool is_new =
        is_composite(work.types.kind(from)) && mapping.is_settled(to) && !mapping.is_settled(from);
    if (is_declared || is_new) mapping.replace(from, to);
  }
}

Result<Id> stand_in_for(Work& work, Equivalence& equivalence, Id id, Candidates::List list) {
  std::optional<Error> error;
  Id stand_in = work.candidates.first(list, [&](Id other) {
    auto is_same = equivalence.holds(id, other);
    if (!is_same) {
      error = std::move(is_same).error();
      return true;
    }
    if (!*is_same) return false;
    learn(work, equivalence);
    return !equivalence.changes_base();
  });
  if (error) return std::unexpected(std::move(*error));
  return stand_in;
}

}  // namespace

Result<void> deduplicate_composites(Work& work) {
  // A comparison reads types of the candidate's unit in any order. So they are fetched ahead, some
  // thousands of types, which is about a unit and fits the second-level cache.
  constexpr Id kAhead = 4096;
  Equivalence equivalence(work);
  for (Id id = work.types.first_own(); id < work.types.end(); ++id) {
    work.types.prefetch(id + kAhead);
    wire::Kind kind = work.types.kind(id);
    if (!is_composite(kind) && kind != wire::Kind::kTypedef) continue;
    if (work.mapping.is_settled(id)) continue;
    work.reach_composite(id);
    auto list = work.list_of(work.types.at(id));
    Id stand_in = BTFKIT_TRY(stand_in_for(work, equivalence, id, list));
    work.settle(id, stand_in, list);
  }
  return {};
}

}  // namespace btfkit::btf::dedup
