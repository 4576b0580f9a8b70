// BTF as the check sees it: the words of each type, with their values unjudged.
#pragma once

#include <concepts>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "btf/model.h"
#include "btf/wire.h"
#include "support/bytes.h"

namespace btfkit::btf::checking {

// Up to Linux 6.18: 16 bits of vlen and 5 of kind.
inline constexpr uint32_t kVlenMask = 0xffff;
inline constexpr uint32_t kKindMask = 0x1f;

// A member's word where the struct's kind_flag is set: bit width, then bit offset.
inline constexpr int kBitWidthShift = 24;
inline constexpr uint32_t kBitOffsetMask = 0xffffff;

inline constexpr uint32_t kWordSize = 4;
inline constexpr uint32_t kTypeWords = 3;  // name, info, size or type

// How many words an entry of each list has.
inline constexpr uint32_t kMemberWords = 3;
inline constexpr uint32_t kEnumeratorWords = 2;
inline constexpr uint32_t kEnumerator64Words = 3;
inline constexpr uint32_t kParameterWords = 2;
inline constexpr uint32_t kSectionVarWords = 3;

struct RawMember {
  uint32_t name;
  uint32_t type;
  uint32_t word;  // the bit offset, or with kind_flag the width and the offset
};
struct RawArray {
  uint32_t element;
  uint32_t index;
  uint32_t count;
};
struct RawParameter {
  uint32_t name;
  uint32_t type;
};

// A set of kinds, a bit each.
template <std::same_as<wire::Kind>... Kinds>
constexpr uint32_t kind_set(Kinds... kinds) {
  return (0u | ... | (1u << static_cast<uint32_t>(kinds)));
}
inline constexpr uint32_t kComposites = kind_set(wire::Kind::kStruct, wire::Kind::kUnion);
inline constexpr uint32_t kModifiers =
    kind_set(wire::Kind::kTypedef, wire::Kind::kVolatile, wire::Kind::kConst, wire::Kind::kRestrict,
             wire::Kind::kTypeTag);
inline constexpr uint32_t kSourceOnly =
    kind_set(wire::Kind::kVar, wire::Kind::kDatasec, wire::Kind::kDeclTag);
inline constexpr uint32_t kWithoutSize =
    kind_set(wire::Kind::kFwd, wire::Kind::kFunc, wire::Kind::kFuncProto, wire::Kind::kDeclTag);
inline constexpr uint32_t kWithOwnSize =
    kComposites | kind_set(wire::Kind::kInt, wire::Kind::kEnum, wire::Kind::kDatasec,
                           wire::Kind::kFloat, wire::Kind::kEnum64);
inline constexpr uint32_t kToResolve =
    kModifiers | kComposites | kSourceOnly |
    kind_set(wire::Kind::kPtr, wire::Kind::kArray, wire::Kind::kFunc);

struct RawType {
  uint32_t name = 0;
  uint32_t info = 0;
  uint32_t size_or_type = 0;
  std::span<const uint32_t> words{};  // what follows; exactly as much as kind and vlen ask for

  uint32_t kind_number() const { return info >> wire::kKindShift & kKindMask; }
  // Of a type of a known kind.
  wire::Kind kind() const { return static_cast<wire::Kind>(kind_number()); }
  bool is(wire::Kind kind) const { return kind_number() == static_cast<uint32_t>(kind); }
  bool is_one_of(uint32_t kinds) const { return kinds >> kind_number() & 1; }
  uint32_t vlen() const { return info & kVlenMask; }
  bool kind_flag() const { return info >> wire::kKindFlagShift; }

  bool is_void() const { return info == 0; }
  bool is_composite() const { return is_one_of(kComposites); }
  // A type whose size is that of what it refers to.
  bool is_modifier() const { return is_one_of(kModifiers); }
  // A type that is nobody's target but a section's or a tag's: VAR, DATASEC, DECL_TAG.
  bool is_source_only() const { return is_one_of(kSourceOnly); }
  // A type of which there are no objects.
  bool has_no_size() const { return is_void() || is_one_of(kWithoutSize); }
  // A type whose size is in its own words.
  bool has_own_size() const { return is_one_of(kWithOwnSize); }

  // The `i`th entry of what follows a struct or union, a prototype, an array, an integer.
  RawMember member(uint32_t i) const {
    return {words[kMemberWords * i], words[kMemberWords * i + 1], words[kMemberWords * i + 2]};
  }
  RawParameter parameter(uint32_t i) const {
    return {words[kParameterWords * i], words[kParameterWords * i + 1]};
  }
  RawArray array() const { return {words[0], words[1], words[2]}; }
  SectionVar section_var(uint32_t i) const {
    return {TypeId{words[kSectionVarWords * i]}, words[kSectionVarWords * i + 1],
            words[kSectionVarWords * i + 2]};
  }

  // A member's bit offset and width, of a struct or union of this kind_flag.
  uint32_t bit_offset(const RawMember& member) const {
    return kind_flag() ? member.word & kBitOffsetMask : member.word;
  }
  uint32_t bit_width(const RawMember& member) const {
    return kind_flag() ? member.word >> kBitWidthShift : 0;
  }
};

// The word behind an integer.
struct IntWord {
  uint32_t word;
  uint32_t encoding() const { return word >> wire::kIntEncodingShift & wire::kIntEncodingMask; }
  uint32_t offset() const { return word >> wire::kIntOffsetShift & wire::kByteMask; }
  uint32_t bits() const { return word & wire::kByteMask; }
  // Whole bytes at offset 0, as many as a C type has.
  bool is_regular() const;
};

std::string_view kind_name(wire::Kind kind);

// How many words follow a type of this kind and vlen. Nothing where the kind isn't known.
std::optional<uint64_t> words_behind(uint32_t kind_number, uint32_t vlen);

// The bytes that hold `bits`.
constexpr uint32_t bytes_for(uint32_t bits) {
  return (bits >> 3) + ((bits & 7) != 0);
}

// A walked BTF. Ids and string offsets continue those of `base`, which must outlive it.
class RawBtf {
 public:
  RawBtf(Bytes types, std::string_view strings, Endian endian, const RawBtf* base);

  uint32_t first_id() const { return first_id_; }
  uint32_t end_id() const { return first_id_ + static_cast<uint32_t>(types_.size()); }
  bool is_split() const { return base_ != nullptr; }
  // All of the type section as words, but for less than a word at its end.
  std::span<const uint32_t> words() const { return words_; }
  void add(const RawType& type) { types_.push_back(type); }

  // The type of this id, void included; null if there is none.
  const RawType* find(uint32_t id) const {
    if (id < first_id_) return base_->find(id);
    return id < end_id() ? &types_[id - first_id_] : nullptr;
  }
  // The string at `offset` up to its zero byte; nothing where the offset is out of range.
  std::optional<std::string_view> find_string(uint32_t offset) const;
  // The string at `offset`, or "" where there is none.
  std::string_view name(uint32_t offset) const { return find_string(offset).value_or(""); }

 private:
  const RawBtf* base_;
  uint32_t first_id_;
  uint32_t first_string_;
  std::string_view strings_;
  std::vector<uint32_t> words_;
  std::vector<RawType> types_;
};

}  // namespace btfkit::btf::checking
