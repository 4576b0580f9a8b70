// The numbers of DWARF that encode cares about.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

namespace btfkit::dwarf {

// DW_TAG_*; a DIE can have any other number, too.
enum class Tag : uint16_t {
  kArrayType = 0x01,
  kClassType = 0x02,
  kEnumerationType = 0x04,
  kFormalParameter = 0x05,
  kLabel = 0x0a,
  kLexicalBlock = 0x0b,
  kMember = 0x0d,
  kPointerType = 0x0f,
  kReferenceType = 0x10,
  kCompileUnit = 0x11,
  kStructureType = 0x13,
  kSubroutineType = 0x15,
  kTypedef = 0x16,
  kUnionType = 0x17,
  kUnspecifiedParameters = 0x18,
  kVariant = 0x19,
  kInheritance = 0x1c,
  kInlinedSubroutine = 0x1d,
  kModule = 0x1e,
  kPtrToMemberType = 0x1f,
  kSubrangeType = 0x21,
  kBaseType = 0x24,
  kConstType = 0x26,
  kEnumerator = 0x28,
  kSubprogram = 0x2e,
  kTemplateTypeParameter = 0x2f,
  kVariantPart = 0x33,
  kVariable = 0x34,
  kVolatileType = 0x35,
  kDwarfProcedure = 0x36,
  kRestrictType = 0x37,
  kInterfaceType = 0x38,
  kNamespace = 0x39,
  kUnspecifiedType = 0x3b,
  kPartialUnit = 0x3c,
  kImportedUnit = 0x3d,
  kTypeUnit = 0x41,
  kRvalueReferenceType = 0x42,
  kTemplateAlias = 0x43,
  kAtomicType = 0x47,
  kCallSite = 0x48,
  kCallSiteParameter = 0x49,
  kSkeletonUnit = 0x4a,
  kImmutableType = 0x4b,
  kGnuTemplateParameterPack = 0x4107,
  kGnuFormalParameterPack = 0x4108,
  kGnuCallSite = 0x4109,
  kGnuCallSiteParameter = 0x410a,
  kLlvmAnnotation = 0x6000,
};

// A set of tags below 64, which those of most DIEs are.
class TagSet {
 public:
  constexpr TagSet(std::initializer_list<Tag> tags) {
    for (Tag tag : tags) bits_ |= uint64_t{1} << static_cast<int>(tag);
  }
  // `tag` is below 64.
  constexpr bool contains(Tag tag) const { return bits_ >> static_cast<int>(tag) & 1; }

 private:
  uint64_t bits_ = 0;
};

// "structure_type" and so on, or the number.
std::string name_of(Tag tag);

// DW_ATE_*.
enum class Encoding : uint8_t {
  kNone = 0,
  kAddress = 0x01,
  kBoolean = 0x02,
  kComplexFloat = 0x03,
  kFloat = 0x04,
  kSigned = 0x05,
  kSignedChar = 0x06,
  kUnsigned = 0x07,
  kUnsignedChar = 0x08,
  kImaginaryFloat = 0x09,
  kDecimalFloat = 0x0f,
  kUtf = 0x10,
};

}  // namespace btfkit::dwarf
