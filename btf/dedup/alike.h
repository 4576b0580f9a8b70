// When two types look the same, all or apart from what they refer to.
#pragma once

#include <algorithm>

#include "hash.h"
#include "types.h"

namespace btfkit::btf::dedup {

// Name, kind, count and flag.
inline bool same_head(const Word* a, const Word* b) {
  return a[kName] == b[kName] && a[kInfo] == b[kInfo];
}

// What all kinds have, which for some of them is a size and for some a reference.
inline bool same_fixed_words(const Word* a, const Word* b) {
  return same_head(a, b) && a[kSizeOrType] == b[kSizeOrType];
}

// All words, references included.
inline bool same_words(const Word* a, const Word* b) {
  return same_fixed_words(a, b) && std::equal(a + kFixedWords, a + length_of(a), b + kFixedWords);
}

// Two structs or unions but for their members' types.
inline bool same_but_member_types(const Word* a, const Word* b) {
  if (!same_fixed_words(a, b)) return false;
  const Word* end = a + kFixedWords + kMemberWords * count_of(a);
  for (a += kFixedWords, b += kFixedWords; a < end; a += kMemberWords, b += kMemberWords) {
    if (a[0] != b[0] || a[2] != b[2]) return false;
  }
  return true;
}

// Two functions' types but for the types of result and parameters.
inline bool same_but_parameter_types(const Word* a, const Word* b) {
  if (!same_head(a, b)) return false;
  const Word* end = a + kFixedWords + kParameterWords * count_of(a);
  for (a += kFixedWords, b += kFixedWords; a < end; a += kParameterWords, b += kParameterWords) {
    if (a[0] != b[0]) return false;
  }
  return true;
}

inline bool same_but_element_types(const Word* a, const Word* b) {
  return same_fixed_words(a, b) && a[kArrayCount] == b[kArrayCount];
}

// Two enums may stand for each other if they are equal, or if one of them is only declared: the
// size and whether it is an ENUM64 is then not known.
inline bool compatible_enums(const Word* a, const Word* b) {
  if (!is_enum(kind_of(a)) || !is_enum(kind_of(b))) return false;
  if (count_of(a) != 0 && count_of(b) != 0) return same_words(a, b);
  return a[kName] == b[kName];
}

inline uint64_t hash_head(const Word* type) {
  return mix(0, type[kName], type[kInfo]);
}

// A hash to go with same_words.
inline uint64_t hash_words(const Word* type) {
  uint64_t hash = mix(hash_head(type), type[kSizeOrType]);
  for (const Word *at = type + kFixedWords, *end = type + length_of(type); at < end; ++at) {
    hash = mix(hash, *at);
  }
  return hash;
}

// One to go with same_but_member_types.
inline uint64_t hash_but_member_types(const Word* type) {
  uint64_t hash = mix(hash_head(type), type[kSizeOrType]);
  const Word* end = type + kFixedWords + kMemberWords * count_of(type);
  for (const Word* at = type + kFixedWords; at < end; at += kMemberWords) {
    hash = mix(hash, at[0], at[2]);
  }
  return hash;
}

}  // namespace btfkit::btf::dedup
