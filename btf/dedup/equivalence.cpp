#include "equivalence.h"

#include "alike.h"

namespace btfkit::btf::dedup {

Result<bool> Equivalence::holds(Id candidate, Id kept) {
  forget();
  return compare({candidate, kept});
}

void Equivalence::forget() {
  for (Id id : assumed_) types_.node(id).assumed = kNoId;
  assumed_.clear();
  pairs_.clear();
  pending_.clear();
  changes_base_ = false;
}

// A kept declaration is what it was found to declare.
inline Id Equivalence::declared_by(Id id) const {
  if (types_.kind(id) != wire::Kind::kFwd) return id;
  Id target = mapping_.resolve(id);
  return types_.kind(target) != wire::Kind::kFwd ? target : id;
}

// Compares two types for themselves. Where that leaves references, `pair` becomes the first of them
// that isn't known to be the same, and the others are pending.
inline Equivalence::Verdict Equivalence::compare_two(Pair& pair) {
  const Word* candidate = types_.at(pair.candidate);
  const Word* kept = types_.at(pair.kept);
  wire::Kind kind = kind_of(candidate);
  if (is_composite(kind) || kind == wire::Kind::kFwd || kind_of(kept) == wire::Kind::kFwd) {
    pairs_.push_back(pair);
  }
  if (!same_head(candidate, kept)) return compare_unlike(pair);
  const Layout& words = layout(candidate);
  if (words.is_reference && words.step == 0) {
    if (words.fixed != kFixedWords) return Verdict::kNotComparable;
    return go_on({candidate[kSizeOrType], kept[kSizeOrType]}, pair);
  }
  switch (kind) {
    case wire::Kind::kStruct:
    case wire::Kind::kUnion:
      if (candidate[kSizeOrType] != kept[kSizeOrType]) return Verdict::kDifferent;
      return compare_members(candidate, kept, pair);
    case wire::Kind::kFuncProto:
      if (!same_but_parameter_types(candidate, kept)) return Verdict::kDifferent;
      add_pending(candidate + words.fixed + words.type_at, kept + words.fixed + words.type_at,
                  count_of(candidate), kParameterWords);
      return go_on({candidate[kSizeOrType], kept[kSizeOrType]}, pair);
    case wire::Kind::kArray:
      // The index comes before the elements.
      if (!same_but_element_types(candidate, kept)) return Verdict::kDifferent;
      add_pending(candidate + kArrayElement, kept + kArrayElement, 1, 1);
      return go_on({candidate[kArrayIndex], kept[kArrayIndex]}, pair);
    case wire::Kind::kInt:
    case wire::Kind::kFloat:
    case wire::Kind::kFwd:
    case wire::Kind::kEnum:
    case wire::Kind::kEnum64:
      // Equal ones have become one by now, but for a base that isn't deduplicated.
      return same_words(candidate, kept) || compatible_enums(candidate, kept) ? Verdict::kSame
                                                                              : Verdict::kDifferent;
    case wire::Kind::kPtr:
    case wire::Kind::kTypedef:
    case wire::Kind::kVolatile:
    case wire::Kind::kConst:
    case wire::Kind::kRestrict:
    case wire::Kind::kFunc:
    case wire::Kind::kTypeTag:
    case wire::Kind::kVar:
    case wire::Kind::kDatasec:
    case wire::Kind::kDeclTag:
      break;
  }
  return Verdict::kNotComparable;
}

// Name, kind, count or flag differ: a declaration may stand for its definition.
Equivalence::Verdict Equivalence::compare_unlike(Pair pair) {
  const Word* candidate = types_.at(pair.candidate);
  const Word* kept = types_.at(pair.kept);
  auto when = [](bool is_same) { return is_same ? Verdict::kSame : Verdict::kDifferent; };
  if (candidate[kName] != kept[kName]) return Verdict::kDifferent;
  wire::Kind kind = kind_of(candidate);
  wire::Kind kept_kind = kind_of(kept);
  if (kind == kept_kind) return when(compatible_enums(candidate, kept));
  if (kind == wire::Kind::kFwd) return when(declared_kind(candidate) == kept_kind);
  if (kept_kind != wire::Kind::kFwd || declared_kind(kept) != kind) return Verdict::kDifferent;
  if (!types_.is_own(pair.kept)) changes_base_ = true;
  return Verdict::kSame;
}

// The members of two structs or unions, in one go with their types as far as that goes.
inline Equivalence::Verdict Equivalence::compare_members(const Word* candidate, const Word* kept,
                                                         Pair& pair) {
  uint32_t count = count_of(candidate);
  const Word* a = candidate + kFixedWords;
  const Word* b = kept + kFixedWords;
  uint32_t open = count;  // the first member whose types aren't known to be the same
  for (uint32_t i = 0; i < count; ++i, a += kMemberWords, b += kMemberWords) {
    if (a[0] != b[0] || a[2] != b[2]) return Verdict::kDifferent;
    if (open == count && !mapping_.is_one(a[1], b[1])) open = i;
  }
  if (open == count) return Verdict::kSame;
  a = candidate + kFixedWords + kMemberWords * open + 1;
  b = kept + kFixedWords + kMemberWords * open + 1;
  add_pending(a + kMemberWords, b + kMemberWords, count - open - 1, kMemberWords);
  pair = {*a, *b};
  return Verdict::kSameIfReferencesAre;
}

inline Equivalence::Verdict Equivalence::go_on(Pair reference, Pair& pair) {
  if (mapping_.is_one(reference.candidate, reference.kept)) return Verdict::kSame;
  pair = reference;
  return Verdict::kSameIfReferencesAre;
}

inline void Equivalence::add_pending(const Word* candidate, const Word* kept, uint32_t count,
                                     uint32_t step) {
  if (count != 0) pending_.push_back({candidate, kept, count, step});
}

// The next pending reference that isn't known to lead to the same type.
inline bool Equivalence::take_pending(Pair& pair) {
  while (!pending_.empty()) {
    Pending now = pending_.back();
    do {
      pair = {*now.candidate, *now.kept};
      now.candidate += now.step;
      now.kept += now.step;
      --now.left;
      if (mapping_.is_one(pair.candidate, pair.kept)) continue;
      if (now.left == 0) {
        pending_.pop_back();
      } else {
        pending_.back() = now;
      }
      return true;
    } while (now.left != 0);
    pending_.pop_back();
  }
  return false;
}

Result<bool> Equivalence::compare(Pair pair) {
  if (mapping_.is_one(pair.candidate, pair.kept)) return true;
  do {
    Verdict verdict = Verdict::kSameIfReferencesAre;
    while (verdict == Verdict::kSameIfReferencesAre) {
      pair.kept = declared_by(pair.kept);
      Id& assumed = types_.node(pair.kept).assumed;
      if (assumed != kNoId) {
        // Compilers describe some types twice in one unit, arrays above all.
        constexpr int kDepth = 16;
        if (assumed == pair.candidate || are_identical(assumed, pair.candidate, kDepth)) break;
        return false;
      }
      assumed = pair.candidate;
      assumed_.push_back(pair.kept);
      verdict = compare_two(pair);
      if (verdict == Verdict::kDifferent) return false;
      if (verdict == Verdict::kNotComparable) {
        return fail("type [{}] is a variable, a section or a tag, and another type refers to it",
                    pair.candidate);
      }
    }
  } while (take_pending(pair));
  return true;
}

// Whether two types of a candidate's graph are one that its compiler described twice. Structs
// within structs are followed `depth` deep. The elements of arrays are not looked at, as libbpf
// doesn't.
bool Equivalence::are_identical(Id a, Id b, int depth) {
  if (depth <= 0) return false;
  // The way along pointers and modifiers. `turn` is on it again and again if it is a loop.
  Pair turn{a, b};
  uint64_t steps = 0;
  uint64_t next_turn = 64;
  for (; a != b; ++steps) {
    const Word* first = types_.at(a);
    const Word* second = types_.at(b);
    if (kind_of(first) != kind_of(second)) return false;
    switch (kind_of(first)) {
      case wire::Kind::kInt:
      case wire::Kind::kFloat:
      case wire::Kind::kFwd:
        return same_words(first, second);
      case wire::Kind::kEnum:
      case wire::Kind::kEnum64:
        return compatible_enums(first, second);
      case wire::Kind::kArray:
        return same_but_element_types(first, second);
      case wire::Kind::kStruct:
      case wire::Kind::kUnion:
        return same_but_member_types(first, second) && are_lists_identical(a, b, depth);
      case wire::Kind::kFuncProto:
        return same_but_parameter_types(first, second) && are_lists_identical(a, b, depth);
      case wire::Kind::kVar:
      case wire::Kind::kDatasec:
      case wire::Kind::kDeclTag:
        return false;
      case wire::Kind::kPtr:
      case wire::Kind::kTypedef:
      case wire::Kind::kVolatile:
      case wire::Kind::kConst:
      case wire::Kind::kRestrict:
      case wire::Kind::kFunc:
      case wire::Kind::kTypeTag:
        break;
    }
    if (!same_head(first, second)) return false;
    a = first[kSizeOrType];
    b = second[kSizeOrType];
    if (a == turn.candidate && b == turn.kept) return true;
    if (steps == next_turn) {
      turn = {a, b};
      next_turn *= 2;
    }
  }
  return true;
}

bool Equivalence::are_lists_identical(Id a, Id b, int depth) {
  Known& known = known_[uint64_t{a} << 32 | b];
  if (depth >= known.identical_from) return true;
  if (depth <= known.different_to) return false;
  auto first = references_of(types_.at(a));
  auto second = references_of(types_.at(b));
  auto is_same = [&](Id one, Id other) {
    return one == other || are_identical(one, other, depth - 1);
  };
  bool result = !first.first || is_same(*first.first, *second.first);
  for (uint32_t i = 0; result && i < first.count; ++i) {
    result = is_same(first.list[i * first.step], second.list[i * second.step]);
  }
  // Deeper calls may have moved `known`.
  Known& now = known_[uint64_t{a} << 32 | b];
  if (result) {
    now.identical_from = std::min(now.identical_from, depth);
  } else {
    now.different_to = std::max(now.different_to, depth);
  }
  return result;
}

}  // namespace btfkit::btf::dedup
