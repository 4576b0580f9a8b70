// One type for all that are the same.
#pragma once

#include <memory>
#include <vector>

#include "btf/model.h"

namespace btfkit::btf {

// `btf` with each type once: the types and their order are those that libbpf's btf__dedup leaves
// (docs/btf-dedup.md explains the algorithm). Deduplicating the result changes nothing unless it
// does so in libbpf: where a comparison failed because of a declaration that is gone now. Of a
// split BTF only its own types change; some are replaced by the base's, which stays as it is.
// Strings that no type uses are gone. Fails where pointers and modifiers lead back to themselves,
// and where something else than a section refers to a variable; the kernel takes neither.
Result<Btf> deduplicate(const Btf& btf);

// What deduplicating has to know of a base, found once for all that is on it. It may be used by
// several threads.
class DedupBase {
 public:
  // `base` must outlive it. Fails where deduplicate() does for a kind that isn't known.
  static Result<DedupBase> prepare(const Btf& base);
  DedupBase(DedupBase&&) noexcept;
  ~DedupBase();

 private:
  friend Result<Btf> deduplicate(const Btf& btf, const DedupBase& base);
  struct Parts;
  explicit DedupBase(std::unique_ptr<const Parts> parts);

  std::unique_ptr<const Parts> parts_;
};

// The same, of a `btf` on the base that `base` was prepared from.
Result<Btf> deduplicate(const Btf& btf, const DedupBase& base);

// Of a BTF that is part of a larger one: what of that isn't in the part but counts when the part is
// deduplicated as it would be in there. Which of several types that look alike stands for another
// depends on how many types are known by then (docs/btf-dedup.md).
struct LargerBtf {
  // By own type of the part: how many of the primitive types (INT, FLOAT, FWD, ENUM and ENUM64),
  // and of the structs, unions and typedefs, that stay and are not in the part, come before it.
  std::vector<uint32_t> primitives_before;
  std::vector<uint32_t> composites_before;
  uint32_t primitives = 0;  // all of them
  // By own type of the part: whether it only stands in for one that is not in the part.
  std::vector<bool> is_stand_in;
};

// What deduplicate() would leave of each own type of `btf`: `result[i]` is what type i + 1 is
// replaced by, itself if it stays. `btf` is no split BTF, and is part of `larger`. It fails where
// deduplicate() does.
Result<std::vector<TypeId>> find_duplicates(const Btf& btf, const LargerBtf& larger);

// `btf` with another type in place of each: `stand_ins[i]` for type i + 1, the type itself to keep
// it, kVoid for one that goes away and leaves void behind. A stand-in must stand for itself. `btf`
// is no split BTF.
Btf replace_types(const Btf& btf, const std::vector<TypeId>& stand_ins);

}  // namespace btfkit::btf
