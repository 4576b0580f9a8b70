// The types and functions of one unit, in the order in which BTF numbers them, still in the unit's
// own ids: what the reading of DIEs leaves and what is looked up in the table of all types.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "c/debug_strings.h"
#include "dwarf/die.h"

namespace btfkit::btfgen {

enum class TypeKind : uint8_t {
  // Not encoded. A reference to a transparent type is one to its target, a reference to nothing is
  // one to void.
  kTransparent,
  kNothing,
  // BTF's kinds.
  kInt,
  kFloat,
  kPtr,
  kArray,
  kStruct,
  kUnion,
  kFwd,
  kEnum,
  kEnum64,
  kTypedef,
  kVolatile,
  kConst,
  kRestrict,
  kTypeTag,
  kFuncProto,
};

constexpr bool is_composite(TypeKind kind) {
  return kind == TypeKind::kStruct || kind == TypeKind::kUnion;
}
constexpr bool is_enum(TypeKind kind) {
  return kind == TypeKind::kEnum || kind == TypeKind::kEnum64;
}
// Of the kinds with entries, whether those have types.
constexpr bool has_typed_entries(TypeKind kind) {
  return is_composite(kind) || kind == TypeKind::kFuncProto;
}

// Of an INT: BTF_INT_* (include/uapi/linux/btf.h).
inline constexpr uint8_t kIntSigned = 1, kIntBool = 4;

// The number of a type in its unit counts from 1; 0 is void. Until a unit is read to its end it is
// the offset of the type's DIE from the unit's start instead.
struct UnitType {
  TypeKind kind;
  uint8_t encoding;  // of an INT
  bool flag;         // the kind_flag: a bit field in it, signed values, a FWD of a union
  Name name;
  uint32_t size;    // bytes; of an array, its count of elements
  uint32_t target;  // the type referred to; an array's element; a function's result
  uint32_t first;   // of its entries
  uint32_t count;
};

// A member, an enumerator or a parameter.
struct UnitEntry {
  Name name;
  uint32_t target;  // the type; the low half of an enumerator's value
  uint32_t value;   // of a member: its offset word; the high half of an enumerator's value
};

struct BitPlace {
  uint32_t offset;  // bits
  uint32_t width;   // bits; 0 for what is no bit field
};

// Of a member of the struct or union `of`.
constexpr BitPlace place_of_member(const UnitType& of, const UnitEntry& member) {
  if (!of.flag) return {member.value, 0};
  return {member.value & 0xffffff, member.value >> 24};
}

// A decl tag on type `type` of the unit; `component` is -1 for the type itself.
struct UnitTag {
  Name value;
  uint32_t type;
  int32_t component;
};

struct UnitTypes {
  std::vector<UnitType> types;  // type 1 is the first
  std::vector<UnitEntry> entries;
  std::vector<UnitTag> tags;
  // A type of a unit that wasn't read along was asked for; it is void here.
  bool refers_outside = false;
  // What can't be encoded: "DIE 0x1f3 (structure_type): WHY".
  std::vector<std::string> problems;

  void clear() {
    types.clear();
    entries.clear();
    tags.clear();
    refers_outside = false;
    problems.clear();
  }
};

}  // namespace btfkit::btfgen
