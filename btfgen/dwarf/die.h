// What the readers of DWARF hand out: one debugging information entry, reduced to the attributes
// that encode looks at.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dwarf/tag.h"

namespace btfkit::dwarf {

// A DIE's position in .debug_info. Those of .debug_types (DWARF 4) continue behind its last byte,
// so that one number names any DIE of a file.
enum class DieOffset : uint64_t {};
constexpr uint64_t number(DieOffset offset) {
  return static_cast<uint64_t>(offset);
}

// The attributes that are kept, by a number of our own. What their value is depends on the class
// of its form: constants are extended to 64 bits by the sign that the form has, references are
// DieOffsets, strings point at their text in a section, flags are 0 or 1.
enum class Attribute : uint8_t {
  kName,
  kLinkageName,
  kType,
  kSpecification,
  kAbstractOrigin,
  kSignature,  // a reference to the definition, in a type unit
  kImport,
  kAnnotation,  // DW_AT_GNU_annotation
  kByteSize,
  kBitSize,
  kMemberLocation,
  kDataBitOffset,
  kBitOffset,
  kUpperBound,
  kLowerBound,
  kCount,
  kConstValue,  // a constant
  kConstText,   // DW_AT_const_value where it is a string
  kEncoding,
  kDeclaration,
  kExternal,
  kPrototyped,
  kArtificial,
  kVirtuality,
  kInline,
  kCallingConvention,
  kLowPc,
  kRanges,
  kLocation,
  kDiscriminant,
  kDiscriminantValue,
  kLanguage,
  kProducer,
  kCompileFolder,  // DW_AT_comp_dir
  kStringOffsetsBase,
  kAddressBase,
  kLocationListsBase,
  kSplitName,
  kSplitId,
  kSibling,
  kEnd,
};
inline constexpr size_t kAttributes = static_cast<size_t>(Attribute::kEnd);
constexpr uint64_t bit(Attribute attribute) {
  return uint64_t{1} << static_cast<int>(attribute);
}
static_assert(kAttributes <= 64);

// What a DW_AT_location holds.
enum class LocationForm : uint8_t {
  kExpression,  // Die::value points at the expression, Die::location_size says its bytes
  kListOffset,  // into .debug_loclists or .debug_loc
  kListIndex,   // into the unit's table of lists
};

struct Die {
  DieOffset offset{};
  Tag tag{};
  bool has_children = false;
  LocationForm location_form{};
  uint32_t depth = 0;          // 0 is the unit's own DIE
  uint32_t location_size = 0;  // bytes
  uint64_t present = 0;        // a bit for each Attribute
  uint64_t is_signed = 0;      // those of a form with a sign
  // Of those that are present; the last is where a reader leaves what nobody asks for.
  std::array<uint64_t, kAttributes + 1> values;

  bool has(Attribute attribute) const { return present & bit(attribute); }
  uint64_t value(Attribute attribute, uint64_t otherwise = 0) const {
    return has(attribute) ? values[static_cast<size_t>(attribute)] : otherwise;
  }
  // Ends in NUL; null if there is none.
  const char* text(Attribute attribute) const {
    return reinterpret_cast<const char*>(value(attribute));
  }
  std::optional<DieOffset> reference(Attribute attribute) const {
    if (!has(attribute)) return std::nullopt;
    return DieOffset{values[static_cast<size_t>(attribute)]};
  }
  bool is_negative(Attribute attribute) const {
    return is_signed & bit(attribute) && static_cast<int64_t>(value(attribute)) < 0;
  }
};

// A DIE without children of which nobody wants more than its name, its type and one number: three
// of four of a kernel's are such members, enumerators, parameters, pointers, qualifiers and
// typedefs.
struct SmallDie {
  DieOffset offset{};
  Tag tag{};
  bool has_type = false;
  bool has_value = false;
  const char* name = nullptr;  // ends in NUL; null if there is none
  DieOffset type{};
  uint32_t value = 0;  // a member's DW_AT_data_member_location in bytes, or DW_AT_const_value
};

// Whether what is in a DIE of this tag stands for itself.
constexpr bool is_scope(Tag tag) {
  switch (tag) {
    case Tag::kCompileUnit:
    case Tag::kPartialUnit:
    case Tag::kTypeUnit:
    case Tag::kLexicalBlock:
    case Tag::kInlinedSubroutine:
    case Tag::kNamespace:
      return true;
    default:
      return false;
  }
}

// What a DIE inside a function is to those who look for types and for what is declared.
enum class InFunction : uint8_t {
  kWanted,
  kPartOfHead,  // wanted if it is the function's own child, as its parameters are
  kScope,       // not wanted itself, but what is in it
  kPassed,
};
constexpr InFunction in_function(Tag tag, bool may_be_declaration) {
  switch (tag) {
    case Tag::kBaseType:
    case Tag::kPointerType:
    case Tag::kConstType:
    case Tag::kVolatileType:
    case Tag::kRestrictType:
    case Tag::kTypedef:
    case Tag::kAtomicType:
    case Tag::kUnspecifiedType:
    case Tag::kStructureType:
    case Tag::kClassType:
    case Tag::kUnionType:
    case Tag::kEnumerationType:
    case Tag::kArrayType:
    case Tag::kSubroutineType:
    case Tag::kSubprogram:
      return InFunction::kWanted;
    case Tag::kVariable:
      return may_be_declaration ? InFunction::kWanted : InFunction::kPassed;
    default:
      return is_scope(tag) ? InFunction::kScope : InFunction::kPartOfHead;
  }
}

// Whether anybody looks at DIEs of this tag, or at what is below them. Calls, labels and template
// parameters are a fifth of a kernel's.
constexpr bool is_wanted(Tag tag) {
  switch (tag) {
    case Tag::kLabel:
    case Tag::kCallSite:
    case Tag::kCallSiteParameter:
    case Tag::kGnuCallSite:
    case Tag::kGnuCallSiteParameter:
    case Tag::kDwarfProcedure:
      return false;
    default:
      return true;
  }
}

}  // namespace btfkit::dwarf
