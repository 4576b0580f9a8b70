// Whether two types are the same with all that they refer to.
#pragma once

#include <climits>
#include <unordered_map>
#include <vector>

#include "stages.h"

namespace btfkit::btf::dedup {

// Compares two graphs side by side, depth first, under the hypothesis that each type of one is the
// type of the other that was met together with it. The first graph is the candidate's, as one
// compilation unit sees it; the second is that of a type that stays, in which declarations have
// become what they were found to declare.
//
// This is libbpf's comparison, step by step, because its result depends on the order of the steps:
// docs/btf-dedup.md says where.
class Equivalence {
 public:
  // A candidate's type and one that stays.
  struct Pair {
    Id candidate;
    Id kept;
  };

  explicit Equivalence(Work& work) : types_(work.types), mapping_(work.mapping) {}

  // Compares. Fails where it meets a type that only a section can refer to.
  Result<bool> holds(Id candidate, Id kept);

  // After holds() said yes: the structs, unions and declarations that it met, in its order.
  const std::vector<Pair>& pairs() const { return pairs_; }
  // ... and whether it holds only if a declaration of the base becomes what is declared. Then the
  // candidate isn't the same as the kept type, which is the base's, and stays as it is.
  bool changes_base() const { return changes_base_; }

 private:
  // What comparing two types for themselves says.
  enum class Verdict : uint8_t { kDifferent, kSame, kSameIfReferencesAre, kNotComparable };

  // References that are yet to be compared, `left` on each side.
  struct Pending {
    const Word* candidate;
    const Word* kept;
    uint32_t left;
    uint32_t step;
  };

  // At which depths the references of two types were found to be identical.
  struct Known {
    int identical_from = INT_MAX;
    int different_to = 0;
  };

  void forget();
  Result<bool> compare(Pair pair);
  Verdict compare_two(Pair& pair);
  Verdict compare_unlike(Pair pair);
  Verdict compare_members(const Word* candidate, const Word* kept, Pair& pair);
  Verdict go_on(Pair reference, Pair& pair);
  void add_pending(const Word* candidate, const Word* kept, uint32_t count, uint32_t step);
  bool take_pending(Pair& pair);
  Id declared_by(Id id) const;

  bool are_identical(Id a, Id b, int depth);
  bool are_lists_identical(Id a, Id b, int depth);

  Types& types_;
  const Mapping& mapping_;
  // The kept types that have a candidate's type assumed for them: the hypothesis.
  std::vector<Id> assumed_;
  std::vector<Pair> pairs_;
  std::vector<Pending> pending_;
  bool changes_base_ = false;
  std::unordered_map<uint64_t, Known> known_;  // by the two ids
};

}  // namespace btfkit::btf::dedup
