// A type section as deduplication sees it: 32-bit words in the host's byte order.
//
// A type is three words (name, info, size or type) and what its kind adds, all of them words; see
// include/uapi/linux/btf.h and docs/btf.md. A kernel has hundreds of millions of them before
// deduplication, so nothing here is copied into objects.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "btf/model.h"
#include "btf/wire.h"
#include "large_array.h"

namespace btfkit::btf::dedup {

// A type id, which is an index of the tables that stages keep.
using Id = uint32_t;
inline constexpr Id kNoId = UINT32_MAX;

using Word = uint32_t;

// Where the parts of a type are.
inline constexpr int kName = 0, kInfo = 1, kSizeOrType = 2;
inline constexpr int kFixedWords = 3;  // what all kinds have; what follows is the kind's own
inline constexpr int kMemberWords = 3, kEnumeratorWords = 2, kEnumerator64Words = 3;
inline constexpr int kParameterWords = 2, kSectionVarWords = 3;
inline constexpr int kArrayElement = 3, kArrayIndex = 4, kArrayCount = 5;

// The kind of id 0, which no type of a section has.
inline constexpr wire::Kind kVoidKind{0};

inline wire::Kind kind_of(const Word* type) {
  return static_cast<wire::Kind>(type[kInfo] >> wire::kKindShift & wire::kKindMask);
}
inline uint32_t count_of(const Word* type) {
  return type[kInfo] & wire::kVlenMask;
}
inline bool flag_of(const Word* type) {
  return type[kInfo] >> wire::kKindFlagShift != 0;
}

inline bool is_composite(wire::Kind kind) {
  return kind == wire::Kind::kStruct || kind == wire::Kind::kUnion;
}
inline bool is_enum(wire::Kind kind) {
  return kind == wire::Kind::kEnum || kind == wire::Kind::kEnum64;
}
// An enum is declared by one without enumerators.
inline bool is_enum_declaration(const Word* type) {
  return is_enum(kind_of(type)) && count_of(type) == 0;
}
// What a FWD declares.
inline wire::Kind declared_kind(const Word* fwd) {
  return flag_of(fwd) ? wire::Kind::kUnion : wire::Kind::kStruct;
}

// How the words of a kind are laid out. Kinds of neighbouring types follow no pattern, so that a
// table is much faster than a switch.
struct Layout {
  uint8_t fixed = kFixedWords;  // words before the list
  uint8_t step = 0;             // words of a list's element, or 0 where vlen counts nothing
  bool is_reference = false;    // the third word is a type id
  // Of an element, whether there are and where: a name is always first.
  bool has_names = false;
  int8_t type_at = -1;
};

constexpr Layout layout_of(wire::Kind kind) {
  switch (kind) {
    case wire::Kind::kInt:
      return {.fixed = kFixedWords + 1};
    case wire::Kind::kVar:
    case wire::Kind::kDeclTag:
      return {.fixed = kFixedWords + 1, .is_reference = true};
    case wire::Kind::kArray:
      return {.fixed = kFixedWords + 3};
    case wire::Kind::kStruct:
    case wire::Kind::kUnion:
      return {.step = kMemberWords, .has_names = true, .type_at = 1};
    case wire::Kind::kEnum:
      return {.step = kEnumeratorWords, .has_names = true};
    case wire::Kind::kEnum64:
      return {.step = kEnumerator64Words, .has_names = true};
    case wire::Kind::kFuncProto:
      return {.step = kParameterWords, .is_reference = true, .has_names = true, .type_at = 1};
    case wire::Kind::kDatasec:
      return {.step = kSectionVarWords, .type_at = 0};
    case wire::Kind::kPtr:
    case wire::Kind::kTypedef:
    case wire::Kind::kVolatile:
    case wire::Kind::kConst:
    case wire::Kind::kRestrict:
    case wire::Kind::kFunc:
    case wire::Kind::kTypeTag:
      return {.is_reference = true};
    case wire::Kind::kFwd:
    case wire::Kind::kFloat:
      break;
  }
  return {};
}

inline constexpr auto kLayouts = [] {
  std::array<Layout, wire::kKindMask + 1> layouts{};
  for (uint32_t kind = 0; kind < layouts.size(); ++kind) {
    layouts[kind] = layout_of(static_cast<wire::Kind>(kind));
  }
  return layouts;
}();

inline const Layout& layout(const Word* type) {
  return kLayouts[static_cast<uint32_t>(kind_of(type))];
}

// The length of a type in words.
inline uint32_t length_of(const Word* type) {
  const Layout& words = layout(type);
  return words.fixed + words.step * count_of(type);
}

// Calls `visit(word)` for each string offset of a type, its name first.
template <typename Type, typename Visit>
void for_each_name(Type* type, Visit visit) {
  visit(type[kName]);
  const Layout& words = layout(type);
  if (!words.has_names) return;
  Type* at = type + words.fixed;
  for (uint32_t left = count_of(type); left > 0; --left, at += words.step) visit(*at);
}

// The words of a type that hold other types' ids: `first`, if it isn't null, then `count` of them
// from `list` on, `step` words apart.
template <typename Type>
struct References {
  Type* first;
  Type* list;
  uint32_t count;
  uint32_t step;
};

template <typename Type>
References<Type> references_of(Type* type) {
  const Layout& words = layout(type);
  if (kind_of(type) == wire::Kind::kArray) return {nullptr, type + kArrayElement, 2, 1};
  uint32_t count = words.type_at >= 0 ? count_of(type) : 0;
  return {words.is_reference ? type + kSizeOrType : nullptr, type + words.fixed + words.type_at,
          count, words.step};
}

template <typename Type, typename Visit>
void for_each_reference(Type* type, Visit visit) {
  auto references = references_of(type);
  if (references.first) visit(*references.first);
  for (uint32_t i = 0; i < references.count; ++i) visit(references.list[i * references.step]);
}

// The types of a BTF behind those of its base, which are there to be referred to. The own ones are
// a copy, which stages change.
class Types {
 public:
  explicit Types(const Btf& btf);
  // The same, where the base's types are known as `base`, unchanged, which must outlive this: their
  // words aren't copied.
  Types(const Btf& btf, const Types& base);

  Id first_own() const { return first_own_; }
  Id end() const { return static_cast<Id>(nodes_.size()); }
  bool is_own(Id id) const { return id >= first_own_; }

  // The words of a type; for id 0 they are those of kVoidKind.
  const Word* at(Id id) const {
    return (is_own(id) ? words_.data() : base_words_) + nodes_[id].start;
  }
  Word* own(Id id) { return words_.data() + nodes_[id].start; }
  wire::Kind kind(Id id) const { return nodes_[id].kind; }

  // What the stages know of a type, side by side, since comparing types needs all of it at once.
  struct Node {
    uint32_t start;  // index of the first word
    wire::Kind kind;
    Id target = kNoId;   // what it is to be replaced by: see Mapping
    Id assumed = kNoId;  // what it is taken for: see Equivalence
  };
  // Those that declare a type or may do so, FWDs and enums without enumerators, in their order.
  const std::vector<Id>& declarations() const { return declarations_; }

  // Asks for the first and last words of a type ahead of their use.
  void prefetch(Id id) const {
    if (uint64_t{id} + 1 >= end()) return;
    __builtin_prefetch(at(id));
    __builtin_prefetch(at(id + 1) - 1);
  }

  Node& node(Id id) { return nodes_[id]; }
  const Node& node(Id id) const { return nodes_[id]; }

 private:
  void add_with_bases(const Btf& btf);
  void add(const Btf& btf);

  LargeArray<Word> words_;
  const Word* base_words_;  // in words_, or those of another Types
  LargeArray<Node> nodes_;  // by id
  std::vector<Id> declarations_;
  Id first_own_;
};

}  // namespace btfkit::btf::dedup
