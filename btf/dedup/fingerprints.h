// A cheap way to see that two types differ.
#pragma once

#include <cstddef>
#include <vector>

#include "stages.h"

namespace btfkit::btf::dedup {

// Numbers of types that are equal for all that Equivalence calls the same, so that different ones
// spare it the comparison. They are computed when comparisons that failed have cost enough, and
// again with a wider view when they go on failing.
//
// A fingerprint is made of what a type is and of what it refers to, up to a certain distance. Left
// out is whatever Equivalence may overlook: what is behind a name that is somewhere only declared,
// since a declaration stands for any definition, and behind arrays.
class Fingerprints {
 public:
  explicit Fingerprints(const Work& work) : types_(work.types), declared_(work.declared) {}

  // Whether the two can't be the same.
  bool differ(Id a, Id b) const { return !values_.empty() && values_[a] != values_[b]; }

  // Tells of a comparison that failed after so many types.
  void note_effort(size_t types) {
    effort_ += types;
    if (effort_ > next_effort()) widen();
  }

 private:
  size_t next_effort() const;
  void widen();
  uint64_t own_fingerprint(const Word* type) const;
  bool shows_references(const Word* type) const;

  const Types& types_;
  const DeclaredNames& declared_;
  std::vector<uint32_t> values_;  // by id; empty before the first time
  unsigned distance_ = 0;
  size_t effort_ = 0;  // types compared in vain since the values are what they are
};

}  // namespace btfkit::btf::dedup
