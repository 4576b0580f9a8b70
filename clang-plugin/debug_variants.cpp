// Tagged unions in the shape in which rustc and LLVM write an enum. At offset 0 the tag is the
// union's first member, and each alternative that the program wrote in a union is a struct of the
// whole size:
//
//   STRUCT shape size=8
//     (anonymous) UNION size=8
//       (anonymous) INT unsigned int: the tag
//       circle: STRUCT circle size=8, { __0: float, at bit 32 }
//       square: STRUCT square size=8, { __0: float, at bit 32 }
//
// Elsewhere it is in a struct, because the kernel accepts union members at offset 0 only. Standard
// libraries keep it behind the storage, so alternatives are at offset 0 and need no struct:
//
//   STRUCT std_variant_First_unsigned_int size=12
//     (anonymous) UNION size=12
//       (anonymous) STRUCT size=12, { (anonymous) INT unsigned char, at bit 64 }
//       First: STRUCT First
//       unsigned_int: INT unsigned int
//
// The union is a DW_TAG_variant_part where LLVM makes BTF of one, so that DWARF's readers see the
// tag's values.
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Constants.h>

#include <set>
#include <string>

#include "btf_name.h"
#include "contract.h"
#include "debug_types.h"
#include "llvm_version.h"
#include "tagged_union_text.h"

namespace btfkit {

using namespace llvm;

namespace {

// What Rust calls the only member of `Second(u32)`.
constexpr char value_name[] = "__0";
constexpr unsigned discriminant_bits = 64;

// Of a class template's arguments, those of a pack counted one by one; null (void) if there is
// none.
DIType* template_argument(const DICompositeType* record, const TagAlternative& alternative) {
  if (!alternative.number) return nullptr;
  SmallVector<DIType*, 8> found;
  for (DITemplateParameter* parameter : record->getTemplateParams()) {
    if (isa<DITemplateTypeParameter>(parameter)) found.push_back(parameter->getType());
    auto* pack = dyn_cast<DITemplateValueParameter>(parameter);
    if (pack == nullptr || pack->getTag() != dwarf::DW_TAG_GNU_template_parameter_pack) continue;
    auto* elements = dyn_cast_or_null<MDTuple>(pack->getValue());
    if (elements == nullptr) continue;
    for (const MDOperand& element : elements->operands()) {
      auto* type = dyn_cast_or_null<DITemplateTypeParameter>(element.get());
      if (type != nullptr) found.push_back(type->getType());
    }
  }
  return *alternative.number < found.size() ? found[*alternative.number] : nullptr;
}

std::uint64_t size_of(DIType* type) {
  while (type != nullptr && type->getSizeInBits() == 0) {
    auto* derived = dyn_cast<DIDerivedType>(type);
    if (derived == nullptr) break;
    type = derived->getBaseType();
  }
  return type == nullptr ? 0 : type->getSizeInBits();
}

// `struct { int a; } first;` in a union is a part of the tagged union itself, as is a class that
// the tagged union declares.
bool belongs_to(const DICompositeType* type, const DICompositeType* record) {
  if (type->getTag() == dwarf::DW_TAG_union_type || type->isForwardDecl()) return false;
  if (type->getTag() != dwarf::DW_TAG_structure_type &&
      type->getTag() != dwarf::DW_TAG_class_type) {
    return false;
  }
  if (type->getName().empty()) return true;
  for (const DIScope* scope = type->getScope(); scope != nullptr; scope = scope->getScope()) {
    if (scope == record) return true;
  }
  return false;
}

// A variant's discriminant, in a width in which no value changes its sign.
Metadata* constant(LLVMContext& context, std::int64_t value) {
  return ConstantAsMetadata::get(
      ConstantInt::getSigned(IntegerType::get(context, discriminant_bits), value));
}

MDTuple* decl_tag(LLVMContext& context, const std::string& text) {
  Metadata* entry[] = {MDString::get(context, "btf_decl_tag"), MDString::get(context, text)};
  return MDTuple::get(context, {MDTuple::get(context, entry)});
}

}  // namespace

std::optional<TaggedUnion> tagged_union_of(const DICompositeType* record) {
  const MDString* tag = find_tag(record, variant_tag_prefix);
  if (tag == nullptr) return std::nullopt;
  const StringRef text = tag->getString().drop_front(StringRef(variant_tag_prefix).size());
  return tagged_union_of(std::string_view(text.data(), text.size()));
}

// `offset`: of the union in the record whose element it becomes.
Metadata* DebugTypes::variant_element(DICompositeType* variant, DICompositeType* new_record,
                                      std::uint64_t offset) {
  const TaggedUnion described = *tagged_union_of(variant);
  // A variant part's members have their offsets in the record for DWARF and in the union for BTF,
  // so the two have to be the same. And LLVM 22 gives a member's tags to the one before in BTF: it
  // doesn't count the discriminator.
  const bool genuine = btf_has_variant_parts && offset == 0 && !tags_discriminants_;

  DIType* tag_type =
      map(DIBasicType::get(context_, dwarf::DW_TAG_base_type, described.tag_type,
                           described.tag_size, 0, described.tag_encoding, DINode::FlagZero));
  std::uint64_t tag_size = described.tag_size;
  if (described.tag != described.begin) {
    DICompositeType* holder = record(dwarf::DW_TAG_structure_type, "", described.size, variant);
    set_elements(holder, {member(holder, "", tag_type, tag_size, described.tag - described.begin)});
    tag_type = holder;
    tag_size = described.size;
  }
  DIDerivedType* tag = member(new_record, "", tag_type, tag_size, 0);
  DICompositeType* parts = distinct_composite(
      context_, {.tag = genuine ? dwarf::DW_TAG_variant_part : dwarf::DW_TAG_union_type,
                 .name = "",
                 .file = variant->getFile(),
                 .line = variant->getLine(),
                 .size_in_bits = described.size,
                 .align_in_bits = variant->getAlignInBits(),
                 .elements = MDTuple::get(context_, {}),
                 .scope = genuine ? new_record : nullptr,
                 .discriminator = genuine ? tag : nullptr});
  types_[parts] = parts;

  std::vector<Metadata*> elements;
  if (!genuine) elements.push_back(tag);
  std::set<std::string> names;
  for (const TagAlternative& alternative : described.alternatives) {
    DIType* type = described.from == AlternativesFrom::union_fields
                       ? written_alternative(variant, new_record, described, alternative)
                       : standard_alternative(variant, new_record, described, alternative);
    std::string name = btf_name(alternative.name);
    if (name.empty()) {
      name = argument_name(template_argument(variant, alternative));
      // Of two of one type the second has its number behind.
      if (!names.insert(name).second) name += "_" + std::to_string(*alternative.number);
      names.insert(name);
    }
    const std::string value = to_decimal(alternative.value, described.tag_signed);
    elements.push_back(DIDerivedType::get(
        context_, dwarf::DW_TAG_member, name, variant->getFile(), variant->getLine(), parts, type,
        size_of(type), 0, 0, std::nullopt, std::nullopt, DINode::FlagZero,
        genuine ? constant(context_, alternative.value) : nullptr,
        tags_discriminants_ ? decl_tag(context_, "discriminant:" + value) : nullptr));
  }
  set_elements(parts, elements);
  if (genuine) return parts;
  return member(new_record, "", parts, described.size, offset);
}

// An argument of the class template is the alternative itself; std::nullopt and void have no data.
DIType* DebugTypes::standard_alternative(DICompositeType* variant, DICompositeType* new_record,
                                         const TaggedUnion& described,
                                         const TagAlternative& alternative) {
  DIType* type = map(template_argument(variant, alternative));
  return type != nullptr ? type : alternative_struct(variant, new_record, described, alternative);
}

// A struct of the whole part's size with the union's member in it, at its true place.
DIType* DebugTypes::written_alternative(DICompositeType* variant, DICompositeType* new_record,
                                        const TaggedUnion& described,
                                        const TagAlternative& alternative) {
  DICompositeType* made = alternative_struct(variant, new_record, described, alternative);
  if (!alternative.number) return made;
  const std::uint64_t offset = described.storage - described.begin;
  const DIDerivedType& storage = *field(*variant, described.union_field);
  const auto* written = cast<DICompositeType>(strip_qualifiers(storage.getBaseType()));
  const DIDerivedType& old = *field(*written, *alternative.number);

  auto* own = dyn_cast_or_null<DICompositeType>(strip_qualifiers(old.getBaseType()));
  if (own != nullptr && belongs_to(own, variant)) {
    std::vector<Field> parts = fields(own);
    for (Field& part : parts) part.owner_offset += offset;
    set_elements(made, members(parts, made));
    return made;
  }
  set_elements(made, {DIDerivedType::get(context_, dwarf::DW_TAG_member, value_name, old.getFile(),
                                         old.getLine(), made, map(old.getBaseType()),
                                         old.getSizeInBits(), old.getAlignInBits(), offset,
                                         std::nullopt, std::nullopt, old.getFlags(), nullptr,
                                         without_own_tags(context_, old.getAnnotations()))});
  return made;
}

DICompositeType* DebugTypes::alternative_struct(DICompositeType* variant,
                                                DICompositeType* new_record,
                                                const TaggedUnion& described,
                                                const TagAlternative& alternative) {
  DICompositeType* made = distinct_composite(context_, {.tag = dwarf::DW_TAG_structure_type,
                                                        .name = btf_name(alternative.name),
                                                        .file = variant->getFile(),
                                                        .line = variant->getLine(),
                                                        .size_in_bits = described.size,
                                                        .align_in_bits = variant->getAlignInBits(),
                                                        .elements = MDTuple::get(context_, {}),
                                                        .scope = new_record});
  types_[made] = made;
  return made;
}

std::string DebugTypes::argument_name(DIType* argument) {
  std::string name = name_of(argument);
  if (name.empty()) name = btf_name(cxx_type_name(argument));
  return name.empty() ? "unnamed" : name;
}

}  // namespace btfkit
