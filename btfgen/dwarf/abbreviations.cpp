#include "dwarf/abbreviations.h"

#include <utility>

#include "dwarf/leb128.h"

namespace btfkit::dwarf {
namespace {

// The class of a form: what kind of value it holds (DWARF 5, section 7.5.5).
enum class FormClass { kConstant, kString, kReference, kFlag, kBlock, kAddress, kOffset, kIndex };

enum class Size { kNone, k1, k2, k3, k4, k8, k16, kAddress, kOffset, kVariable };

struct KnownForm {
  Form form;
  FormClass form_class;
  Size size;
};

constexpr KnownForm kForms[] = {
    {Form::kAddr, FormClass::kAddress, Size::kAddress},
    {Form::kAddrx, FormClass::kAddress, Size::kVariable},
    {Form::kAddrx1, FormClass::kAddress, Size::k1},
    {Form::kAddrx2, FormClass::kAddress, Size::k2},
    {Form::kAddrx3, FormClass::kAddress, Size::k3},
    {Form::kAddrx4, FormClass::kAddress, Size::k4},
    {Form::kGnuAddrIndex, FormClass::kAddress, Size::kVariable},
    {Form::kBlock, FormClass::kBlock, Size::kVariable},
    {Form::kBlock1, FormClass::kBlock, Size::kVariable},
    {Form::kBlock2, FormClass::kBlock, Size::kVariable},
    {Form::kBlock4, FormClass::kBlock, Size::kVariable},
    {Form::kExprloc, FormClass::kBlock, Size::kVariable},
    {Form::kData1, FormClass::kConstant, Size::k1},
    {Form::kData2, FormClass::kConstant, Size::k2},
    {Form::kData4, FormClass::kConstant, Size::k4},
    {Form::kData8, FormClass::kConstant, Size::k8},
    {Form::kData16, FormClass::kBlock, Size::k16},
    {Form::kSdata, FormClass::kConstant, Size::kVariable},
    {Form::kUdata, FormClass::kConstant, Size::kVariable},
    {Form::kImplicitConst, FormClass::kConstant, Size::kNone},
    {Form::kString, FormClass::kString, Size::kVariable},
    {Form::kStrp, FormClass::kString, Size::kOffset},
    {Form::kLineStrp, FormClass::kString, Size::kOffset},
    {Form::kStrpSup, FormClass::kString, Size::kOffset},
    {Form::kGnuStrpAlt, FormClass::kString, Size::kOffset},
    {Form::kStrx, FormClass::kString, Size::kVariable},
    {Form::kStrx1, FormClass::kString, Size::k1},
    {Form::kStrx2, FormClass::kString, Size::k2},
    {Form::kStrx3, FormClass::kString, Size::k3},
    {Form::kStrx4, FormClass::kString, Size::k4},
    {Form::kGnuStrIndex, FormClass::kString, Size::kVariable},
    {Form::kFlag, FormClass::kFlag, Size::k1},
    {Form::kFlagPresent, FormClass::kFlag, Size::kNone},
    {Form::kRefAddr, FormClass::kReference, Size::kOffset},
    {Form::kRef1, FormClass::kReference, Size::k1},
    {Form::kRef2, FormClass::kReference, Size::k2},
    {Form::kRef4, FormClass::kReference, Size::k4},
    {Form::kRef8, FormClass::kReference, Size::k8},
    {Form::kRefUdata, FormClass::kReference, Size::kVariable},
    {Form::kRefSig8, FormClass::kReference, Size::k8},
    {Form::kRefSup4, FormClass::kReference, Size::k4},
    {Form::kRefSup8, FormClass::kReference, Size::k8},
    {Form::kGnuRefAlt, FormClass::kReference, Size::kOffset},
    {Form::kSecOffset, FormClass::kOffset, Size::kOffset},
    {Form::kLoclistx, FormClass::kIndex, Size::kVariable},
    {Form::kRnglistx, FormClass::kIndex, Size::kVariable},
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

constexpr uint64_t kIndirect = static_cast<uint64_t>(Form::kIndirect);
constexpr uint64_t kImplicitConst = static_cast<uint64_t>(Form::kImplicitConst);

// Moves behind a declaration's list of attributes. False if it has no end.
bool pass_over_attributes(const std::byte*& at, const std::byte* end) {
  uint64_t attribute = 0, form = 0;
  int64_t constant = 0;
  do {
    if (!read_uleb128(at, end, attribute) || !read_uleb128(at, end, form)) return false;
    if (form == kImplicitConst && !read_sleb128(at, end, constant)) return false;
  } while (attribute != 0 || form != 0);
  return true;
}

}  // namespace

std::optional<Attribute> attribute_in_form(uint64_t number, uint64_t form) {
  const KnownForm* known = find_form(form);
  if (!known) return std::nullopt;
  return find_attribute(number, known->form_class);
}

AbbreviationReader::Known& AbbreviationReader::known(const Format& format) {
  for (Known& known : known_) {
    if (known.format == format) return known;
  }
  return known_.emplace_back(Known{format, {}});
}

Result<Shape> AbbreviationReader::compile(Bytes declaration, const Format& format) const {
  const std::byte* at = declaration.data();
  const std::byte* end = at + declaration.size();
  Shape shape{};
  uint64_t tag = 0;
  read_uleb128(at, end, tag);
  if (tag > UINT16_MAX) return fail("tag {:#x} is out of range", tag);
  shape.tag = static_cast<Tag>(tag);
  shape.has_children = std::to_integer<bool>(*at++);

  auto size_of = [&](Size size) -> std::optional<uint32_t> {
    switch (size) {
      case Size::kNone:
        return 0;
      case Size::k1:
        return 1;
      case Size::k2:
        return 2;
      case Size::k3:
        return 3;
      case Size::k4:
        return 4;
      case Size::k8:
        return 8;
      case Size::k16:
        return 16;
      case Size::kAddress:
        return format.address_size;
      case Size::kOffset:
        return format.offset_size;
      case Size::kVariable:
        return std::nullopt;
    }
    __builtin_unreachable();
  };

  uint32_t gap = 0;
  for (;;) {
    uint64_t number = 0, form = 0;
    int64_t constant = 0;
    read_uleb128(at, end, number);
    read_uleb128(at, end, form);
    if (number == 0 && form == 0) break;
    if (form == kIndirect) {
      shape.steps.push_back({Attribute::kEnd, Form::kIndirect, std::exchange(gap, 0),
                             static_cast<int64_t>(number)});
      continue;
    }
    if (form == kImplicitConst) read_sleb128(at, end, constant);
    const KnownForm* known = find_form(form);
    if (!known) return fail("form {:#x} of attribute {:#x} is not known", form, number);
    Attribute attribute = find_attribute(number, known->form_class);
    std::optional<uint32_t> size = size_of(known->size);
    if (known->form == Form::kRefAddr && format.is_version_2) size = format.address_size;
    if (attribute == Attribute::kEnd && size) {
      gap += *size;
      continue;
    }
    shape.steps.push_back({attribute, known->form, std::exchange(gap, 0), constant});
  }
  shape.tail = gap;
  return shape;
}

Result<void> AbbreviationReader::read(const UnitHeader& unit, AbbreviationTable& table) {
  table.dense_.clear();
  table.sparse_.clear();
  if (unit.abbreviations >= section_.size()) {
    return fail("unit at {:#x}: its abbreviations are at {:#x} of {} bytes of .debug_abbrev",
                unit.offset, unit.abbreviations, section_.size());
  }
  Known& known = this->known({unit.address_size, unit.offset_size, unit.version == 2});
  const std::byte* begin = section_.data();
  const std::byte* at = begin + unit.abbreviations;
  const std::byte* end = begin + section_.size();
  for (;;) {
    const std::byte* start = at;
    uint64_t code = 0, tag = 0;
    if (!read_uleb128(at, end, code)) {
      return fail(".debug_abbrev: the table at {:#x} has no end", unit.abbreviations);
    }
    if (code == 0) return {};
    const std::byte* content = at;
    bool is_whole = read_uleb128(at, end, tag) && at != end;
    if (!is_whole || !pass_over_attributes(++at, end)) {
      return fail(".debug_abbrev: the declaration at {:#x} has no end", start - begin);
    }
    auto text = as_text({content, static_cast<size_t>(at - content)});
    auto found = known.shapes.find(text);
    if (found == known.shapes.end()) {
      auto shape = compile(as_bytes(text), known.format);
      if (!shape) {
        return in(fmt::format(".debug_abbrev: declaration at {:#x}", start - begin),
                  Result<void>(std::unexpected(std::move(shape).error())));
      }
      found = known.shapes.emplace(text, std::make_unique<Shape>(std::move(*shape))).first;
    }
    if (code == table.dense_.size() + 1) {
      table.dense_.push_back(found->second.get());
    } else {
      table.sparse_.emplace(code, found->second.get());
    }
  }
}

}  // namespace btfkit::dwarf
