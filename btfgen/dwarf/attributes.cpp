#include "dwarf/attributes.h"

#include "dwarf/leb128.h"

namespace btfkit::dwarf {
namespace {

constexpr auto kPlusUconst = std::byte{0x23};  // DW_OP_plus_uconst

// The class of a form: what kind of value it holds (DWARF 5, section 7.5.5).
enum class FormClass { kConstant, kString, kReference, kFlag, kBlock, kAddress, kOffset, kIndex };

struct KnownForm {
  Form form;
  FormClass form_class;
  FormSize size;
};

constexpr KnownForm kForms[] = {
    {Form::kAddr, FormClass::kAddress, FormSize::kAddress},
    {Form::kAddrx, FormClass::kAddress, FormSize::kVariable},
    {Form::kAddrx1, FormClass::kAddress, FormSize::k1},
    {Form::kAddrx2, FormClass::kAddress, FormSize::k2},
    {Form::kAddrx3, FormClass::kAddress, FormSize::k3},
    {Form::kAddrx4, FormClass::kAddress, FormSize::k4},
    {Form::kGnuAddrIndex, FormClass::kAddress, FormSize::kVariable},
    {Form::kBlock, FormClass::kBlock, FormSize::kVariable},
    {Form::kBlock1, FormClass::kBlock, FormSize::kVariable},
    {Form::kBlock2, FormClass::kBlock, FormSize::kVariable},
    {Form::kBlock4, FormClass::kBlock, FormSize::kVariable},
    {Form::kExprloc, FormClass::kBlock, FormSize::kVariable},
    {Form::kData1, FormClass::kConstant, FormSize::k1},
    {Form::kData2, FormClass::kConstant, FormSize::k2},
    {Form::kData4, FormClass::kConstant, FormSize::k4},
    {Form::kData8, FormClass::kConstant, FormSize::k8},
    {Form::kData16, FormClass::kBlock, FormSize::k16},
    {Form::kSdata, FormClass::kConstant, FormSize::kVariable},
    {Form::kUdata, FormClass::kConstant, FormSize::kVariable},
    {Form::kImplicitConst, FormClass::kConstant, FormSize::kNone},
    {Form::kString, FormClass::kString, FormSize::kVariable},
    {Form::kStrp, FormClass::kString, FormSize::kOffset},
    {Form::kLineStrp, FormClass::kString, FormSize::kOffset},
    {Form::kStrpSup, FormClass::kString, FormSize::kOffset},
    {Form::kGnuStrpAlt, FormClass::kString, FormSize::kOffset},
    {Form::kStrx, FormClass::kString, FormSize::kVariable},
    {Form::kStrx1, FormClass::kString, FormSize::k1},
    {Form::kStrx2, FormClass::kString, FormSize::k2},
    {Form::kStrx3, FormClass::kString, FormSize::k3},
    {Form::kStrx4, FormClass::kString, FormSize::k4},
    {Form::kGnuStrIndex, FormClass::kString, FormSize::kVariable},
    {Form::kFlag, FormClass::kFlag, FormSize::k1},
    {Form::kFlagPresent, FormClass::kFlag, FormSize::kNone},
    {Form::kRefAddr, FormClass::kReference, FormSize::kOffset},
    {Form::kRef1, FormClass::kReference, FormSize::k1},
    {Form::kRef2, FormClass::kReference, FormSize::k2},
    {Form::kRef4, FormClass::kReference, FormSize::k4},
    {Form::kRef8, FormClass::kReference, FormSize::k8},
    {Form::kRefUdata, FormClass::kReference, FormSize::kVariable},
    {Form::kRefSig8, FormClass::kReference, FormSize::k8},
    {Form::kRefSup4, FormClass::kReference, FormSize::k4},
    {Form::kRefSup8, FormClass::kReference, FormSize::k8},
    {Form::kGnuRefAlt, FormClass::kReference, FormSize::kOffset},
    {Form::kSecOffset, FormClass::kOffset, FormSize::kOffset},
    {Form::kLoclistx, FormClass::kIndex, FormSize::kVariable},
    {Form::kRnglistx, FormClass::kIndex, FormSize::kVariable},
};

const KnownForm* find_form(uint64_t number) {
  for (const KnownForm& known : kForms) {
    if (static_cast<uint64_t>(known.form) == number) return &known;
  }
  return nullptr;
}

enum Classes : uint8_t {
  kConstants = 1 << static_cast<int>(FormClass::kConstant),
  kStrings = 1 << static_cast<int>(FormClass::kString),
  kReferences = 1 << static_cast<int>(FormClass::kReference),
  kFlags = 1 << static_cast<int>(FormClass::kFlag),
  kBlocks = 1 << static_cast<int>(FormClass::kBlock),
  kAddresses = 1 << static_cast<int>(FormClass::kAddress),
  kOffsets = 1 << static_cast<int>(FormClass::kOffset),
  kIndices = 1 << static_cast<int>(FormClass::kIndex),
};

struct KnownAttribute {
  uint16_t number;  // DW_AT_*
  uint8_t classes;  // of the forms in which it makes sense here
  Attribute attribute;
};

constexpr KnownAttribute kKnownAttributes[] = {
    {0x01, kReferences, Attribute::kSibling},
    {0x02, kBlocks | kOffsets | kIndices | kConstants, Attribute::kLocation},
    {0x03, kStrings, Attribute::kName},
    {0x0b, kConstants, Attribute::kByteSize},
    {0x0c, kConstants, Attribute::kBitOffset},
    {0x0d, kConstants, Attribute::kBitSize},
    {0x11, kAddresses, Attribute::kLowPc},
    {0x13, kConstants, Attribute::kLanguage},
    {0x15, kReferences, Attribute::kDiscriminant},
    {0x16, kConstants, Attribute::kDiscriminantValue},
    {0x18, kReferences, Attribute::kImport},
    {0x1c, kConstants, Attribute::kConstValue},
    {0x1c, kStrings, Attribute::kConstText},
    {0x1b, kStrings, Attribute::kCompileFolder},
    {0x20, kConstants, Attribute::kInline},
    {0x22, kConstants, Attribute::kLowerBound},
    {0x25, kStrings, Attribute::kProducer},
    {0x27, kFlags, Attribute::kPrototyped},
    {0x2f, kConstants, Attribute::kUpperBound},
    {0x31, kReferences, Attribute::kAbstractOrigin},
    {0x34, kFlags, Attribute::kArtificial},
    {0x36, kConstants, Attribute::kCallingConvention},
    {0x37, kConstants, Attribute::kCount},
    {0x38, kConstants | kBlocks, Attribute::kMemberLocation},
    {0x3c, kFlags, Attribute::kDeclaration},
    {0x3e, kConstants, Attribute::kEncoding},
    {0x3f, kFlags, Attribute::kExternal},
    {0x47, kReferences, Attribute::kSpecification},
    {0x49, kReferences, Attribute::kType},
    {0x4c, kConstants, Attribute::kVirtuality},
    {0x55, kOffsets | kIndices | kConstants, Attribute::kRanges},
    {0x69, kReferences, Attribute::kSignature},
    {0x6b, kConstants, Attribute::kDataBitOffset},
    {0x6e, kStrings, Attribute::kLinkageName},
    {0x72, kOffsets, Attribute::kStringOffsetsBase},
    {0x73, kOffsets, Attribute::kAddressBase},
    {0x76, kStrings, Attribute::kSplitName},
    {0x8c, kOffsets, Attribute::kLocationListsBase},
    {0x2007, kStrings, Attribute::kLinkageName},  // DW_AT_MIPS_linkage_name
    {0x2130, kStrings, Attribute::kSplitName},    // DW_AT_GNU_dwo_name
    {0x2131, kConstants, Attribute::kSplitId},    // DW_AT_GNU_dwo_id
    {0x2133, kOffsets, Attribute::kAddressBase},  // DW_AT_GNU_addr_base
    {0x2139, kReferences, Attribute::kAnnotation},
};

Attribute find_attribute(uint64_t number, FormClass form_class) {
  for (const KnownAttribute& known : kKnownAttributes) {
    bool fits = known.classes & 1 << static_cast<int>(form_class);
    if (known.number == number && fits) return known.attribute;
  }
  return Attribute::kEnd;
}

}  // namespace

std::optional<FormSize> size_of_form(uint64_t form) {
  const KnownForm* known = find_form(form);
  if (!known) return std::nullopt;
  return known->size;
}

std::optional<Attribute> attribute_in_form(uint64_t number, uint64_t form) {
  const KnownForm* known = find_form(form);
  if (!known) return std::nullopt;
  return find_attribute(number, known->form_class);
}

std::optional<uint64_t> constant_of_expression(Bytes expression) {
  if (expression.size() < 2 || expression[0] != kPlusUconst) return std::nullopt;
  const std::byte* at = expression.data() + 1;
  const std::byte* end = expression.data() + expression.size();
  uint64_t value = 0;
  if (!read_uleb128(at, end, value) || at != end) return std::nullopt;
  return value;
}

}  // namespace btfkit::dwarf
