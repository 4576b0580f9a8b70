#include "debug_types.h"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Constants.h>

#include <algorithm>
#include <set>

#include "btf_name.h"
#include "contract.h"
#include "llvm_version.h"
#include "tagged_union_text.h"

namespace btfkit {

using namespace llvm;

namespace {

constexpr std::uint64_t byte_bits = 8;
constexpr std::uint64_t pointer_bits = 64;
constexpr std::uint64_t assumed_enum_bits = 32;
// The widest INT of BTF.
constexpr std::uint64_t max_int_bits = 128;

// A field as CodeGen counts them: neither static, nor a vtable pointer, nor padding without a name.
bool is_field(const DIDerivedType& member) {
  if (member.getTag() != dwarf::DW_TAG_member || member.isStaticMember()) return false;
  if (member.isArtificial() && member.getName().starts_with("_vptr")) return false;
  const bool unnamed_padding = member.isBitField() && member.getName().empty();
  return !unnamed_padding;
}

bool is_vtable_pointer(const DIDerivedType& member) {
  return member.getTag() == dwarf::DW_TAG_member && member.isArtificial() &&
         member.getName().starts_with("_vptr");
}

DIDerivedType* member_of(DINode* element) {
  return dyn_cast_or_null<DIDerivedType>(element);
}

// A bit field also says where its storage unit begins.
Metadata* moved_storage(const DIDerivedType& member, std::uint64_t by) {
  Metadata* storage = member.getExtraData();
  if (!member.isBitField() || by == 0) return storage;
  auto* value = dyn_cast_or_null<ConstantAsMetadata>(storage);
  if (value == nullptr) return storage;
  auto* old = cast<ConstantInt>(value->getValue());
  return ConstantAsMetadata::get(ConstantInt::get(old->getType(), old->getZExtValue() + by));
}

std::uint64_t field_size(const DIDerivedType& member) {
  std::uint64_t size = member.getSizeInBits();
  // C++ allows `int x : 40`, of which only 32 bits are a value.
  if (!member.isBitField()) return size;
  const DIType* type = strip_qualifiers(member.getBaseType());
  if (type != nullptr && type->getSizeInBits() != 0) size = std::min(size, type->getSizeInBits());
  return size;
}

// Where one member of a record is a bit field the kernel takes each enum in it for 32 bits wide
// (btf_enum_check_kflag_member), so that a narrower one at the record's end would exceed it, in C
// too. It becomes a bit field of all its bits, of which the kernel reads the width.
bool needs_width(const DIDerivedType& member, std::uint64_t offset,
                 const DICompositeType& new_record) {
  const auto* type = dyn_cast_or_null<DICompositeType>(strip_qualifiers(member.getBaseType()));
  return type != nullptr && type->getTag() == dwarf::DW_TAG_enumeration_type &&
         !member.isBitField() && offset + assumed_enum_bits > new_record.getSizeInBits();
}

// Left out of BTF: it is there for C++ alone, and takes no space.
bool is_left_out(const DIDerivedType& member) {
  return given_name(member.getRawAnnotations()) == StringRef("");
}

// As BTF has it.
std::string member_name(const DIDerivedType& member) {
  if (auto given = given_name(member.getRawAnnotations())) return given->str();
  return btf_name(member.getName().str());
}

std::vector<Field> move_by(std::vector<Field> fields, std::uint64_t offset) {
  for (Field& field : fields) field.owner_offset += offset;
  return fields;
}

void add_names(const std::vector<Field>& fields, std::set<std::string>& names) {
  for (const Field& field : fields) {
    if (field.member != nullptr && !field.member->getName().empty()) {
      names.insert(member_name(*field.member));
    }
  }
}

bool collide(const std::vector<Field>& fields, const std::set<std::string>& names) {
  std::set<std::string> own;
  add_names(fields, own);
  return std::any_of(own.begin(), own.end(),
                     [&](const std::string& name) { return names.contains(name); });
}

// The fields of a base whose names collide, as one anonymous struct. Anonymous members of the base
// stay beside it: a tuple, each of whose bases has a member of the same name, would otherwise nest
// deeper than the kernel follows.
std::vector<Field> keep_apart(std::vector<Field> fields, DICompositeType* base) {
  std::vector<Field> all;
  std::vector<Field> named;
  for (Field& field : fields) {
    (field.member == nullptr ? all : named).push_back(std::move(field));
  }
  all.push_back({nullptr, base, 0, std::move(named)});
  return all;
}

}  // namespace

bool is_bit_field(const DIDerivedType& member) {
  return member.isBitField() && member.getExtraData() != nullptr;
}

DIDerivedType* field(const DICompositeType& record, unsigned number) {
  for (DINode* element : record.getElements()) {
    DIDerivedType* member = member_of(element);
    if (member == nullptr || !is_field(*member)) continue;
    if (number-- == 0) return member;
  }
  return nullptr;
}

DIType* DebugTypes::map(DIType* type) {
  if (type == nullptr) return nullptr;
  if (auto known = types_.find(type); known != types_.end()) return known->second;
  DIType* made = make(type);
  types_[type] = made;
  // Accesses mention new types before all old ones are mapped.
  if (made != nullptr) types_[made] = made;
  return made;
}

DIType* DebugTypes::make(DIType* type) {
  if (auto* basic = dyn_cast<DIBasicType>(type)) return make_basic(basic);
  if (auto* derived = dyn_cast<DIDerivedType>(type)) return make_derived(derived);
  if (auto* subroutine = dyn_cast<DISubroutineType>(type)) return make_subroutine(subroutine);
  auto* composite = dyn_cast<DICompositeType>(type);
  if (composite == nullptr) return type;
  switch (composite->getTag()) {
    case dwarf::DW_TAG_array_type:
      return make_array(composite);
    case dwarf::DW_TAG_enumeration_type:
      return make_enum(composite);
    default:
      return make_record(composite);
  }
}

DIType* DebugTypes::make_basic(DIBasicType* type) {
  const std::string name = type->getName().str();
  // decltype(nullptr)
  if (type->getTag() == dwarf::DW_TAG_unspecified_type) {
    return DIDerivedType::get(context_, dwarf::DW_TAG_pointer_type, "", nullptr, 0, nullptr,
                              nullptr, pointer_bits, 0, 0, std::nullopt, std::nullopt,
                              DINode::FlagZero);
  }
  const std::uint64_t size = type->getSizeInBits();
  switch (type->getEncoding()) {
    case dwarf::DW_ATE_boolean:
    case dwarf::DW_ATE_signed:
    case dwarf::DW_ATE_signed_char:
    case dwarf::DW_ATE_unsigned:
    case dwarf::DW_ATE_unsigned_char:
      if (size <= max_int_bits) return type;
      break;
    case dwarf::DW_ATE_float:
      return type;
    // char8_t, char16_t, char32_t
    case dwarf::DW_ATE_UTF:
      return DIBasicType::get(context_, dwarf::DW_TAG_base_type, name, size, type->getAlignInBits(),
                              dwarf::DW_ATE_unsigned, DINode::FlagZero);
    default:
      break;
  }
  // _BitInt(256), _Complex: BTF has no such number, so it is its bytes.
  Metadata* count = DISubrange::get(context_, static_cast<std::int64_t>(size / byte_bits));
  return composite(context_, {.tag = dwarf::DW_TAG_array_type,
                              .name = "",
                              .base_type = byte_type(),
                              .size_in_bits = size,
                              .elements = MDTuple::get(context_, {count})});
}

DIType* DebugTypes::make_derived(DIDerivedType* type) {
  unsigned tag = type->getTag();
  std::string name;
  switch (tag) {
    case dwarf::DW_TAG_reference_type:
    case dwarf::DW_TAG_rvalue_reference_type:
      tag = dwarf::DW_TAG_pointer_type;
      break;
    case dwarf::DW_TAG_template_alias:
      tag = dwarf::DW_TAG_typedef;
      break;
    case dwarf::DW_TAG_ptr_to_member_type:
      return make_member_pointer(type);
    default:
      break;
  }
  if (tag == dwarf::DW_TAG_typedef) name = name_of(type);
  DIType* base = map(type->getBaseType());
  // The base can lead back to this very type, which is then made already.
  if (auto known = types_.find(type); known != types_.end()) return known->second;
  MDTuple* tags = without_own_tags(context_, type->getAnnotations());
  DIType* made = DIDerivedType::get(context_, tag, name, type->getFile(), type->getLine(), nullptr,
                                    base, type->getSizeInBits(), type->getAlignInBits(),
                                    type->getOffsetInBits(), type->getDWARFAddressSpace(),
                                    std::nullopt, type->getFlags(), nullptr, tags);
  if (tag != dwarf::DW_TAG_typedef || tags != nullptr) return made;
  // Typedefs of one name for one type are one, as in C: bpftool calls a second one `__u32___2`.
  return typedefs_.try_emplace({name, base}, made).first->second;
}

// To data it is an offset, to a function the Itanium ABI's pair.
DIType* DebugTypes::make_member_pointer(DIDerivedType* type) {
  auto* word = DIBasicType::get(context_, dwarf::DW_TAG_base_type, "long", pointer_bits, 0,
                                dwarf::DW_ATE_signed, DINode::FlagZero);
  if (!isa_and_nonnull<DISubroutineType>(type->getBaseType())) return word;
  DICompositeType* pair = record(dwarf::DW_TAG_structure_type, "", 2 * pointer_bits, nullptr);
  set_elements(pair, {member(pair, "ptr", word, pointer_bits, 0),
                      member(pair, "adj", word, pointer_bits, pointer_bits)});
  return pair;
}

DIType* DebugTypes::make_subroutine(DISubroutineType* type) {
  SmallVector<Metadata*, 8> types;
  for (DIType* each : type->getTypeArray()) types.push_back(map(each));
  // The BTF writer takes the first one for the result without looking.
  if (types.empty()) types.push_back(nullptr);
  return DISubroutineType::get(context_, DINode::FlagZero, type->getCC(),
                               MDTuple::get(context_, types));
}

DIType* DebugTypes::make_array(DICompositeType* type) {
  SmallVector<Metadata*, 2> dimensions;
  for (DINode* element : type->getElements()) {
    auto* range = dyn_cast_or_null<DISubrange>(element);
    const bool constant = range != nullptr && isa<ConstantInt*>(range->getCount());
    // The count of a variable-length array is a variable, which the BTF writer doesn't expect.
    dimensions.push_back(constant ? static_cast<Metadata*>(range) : DISubrange::get(context_, -1));
  }
  return composite(context_, {.tag = dwarf::DW_TAG_array_type,
                              .name = "",
                              .file = type->getFile(),
                              .line = type->getLine(),
                              .base_type = map(type->getBaseType()),
                              .size_in_bits = type->getSizeInBits(),
                              .align_in_bits = type->getAlignInBits(),
                              .flags = type->getFlags(),
                              .elements = MDTuple::get(context_, dimensions)});
}

DIType* DebugTypes::make_enum(DICompositeType* type) {
  DIType* underlying = strip_qualifiers(type->getBaseType());
  if (underlying != nullptr && underlying->getSizeInBits() > pointer_bits) return map(underlying);
  SmallVector<Metadata*, 16> enumerators;
  for (DINode* element : type->getElements()) {
    auto* enumerator = cast<DIEnumerator>(element);
    const auto given = given_enumerator_name(type, static_cast<unsigned>(enumerators.size()));
    enumerators.push_back(
        DIEnumerator::get(context_, enumerator->getValue(), enumerator->isUnsigned(),
                          given ? given->str() : btf_name(enumerator->getName().str())));
  }
  const std::string name = name_of(type);
  return distinct_composite(context_, {.tag = dwarf::DW_TAG_enumeration_type,
                                       .name = name,
                                       .file = type->getFile(),
                                       .line = type->getLine(),
                                       .base_type = underlying,
                                       .size_in_bits = type->getSizeInBits(),
                                       .align_in_bits = type->getAlignInBits(),
                                       .flags = type->getFlags(),
                                       .elements = MDTuple::get(context_, enumerators)});
}

DIType* DebugTypes::make_record(DICompositeType* type) {
  const bool is_union = type->getTag() == dwarf::DW_TAG_union_type;
  DICompositeType* made = record(is_union ? dwarf::DW_TAG_union_type : dwarf::DW_TAG_structure_type,
                                 name_of(type), type->getSizeInBits(), type);
  // Known before its members are: they can lead back to it.
  types_[type] = made;
  if (type->isForwardDecl()) return made;
  set_elements(made, members(fields(type), made));
  return made;
}

// Bases first, then sorted by offset, which is what the kernel asks for.
const std::vector<Field>& DebugTypes::fields(DICompositeType* record) {
  if (auto known = fields_.find(record); known != fields_.end()) return known->second;

  const std::optional<TaggedUnion> variant = tagged_union_of(record);
  // One of the standard library has no fields, only alternatives.
  if (variant && variant->from == AlternativesFrom::template_arguments) {
    return fields_[record] = {{nullptr, record, variant->begin, {}}};
  }

  std::vector<Field> own;
  if (variant) own.push_back({nullptr, record, variant->begin, {}});
  for (DINode* element : record->getElements()) {
    DIDerivedType* member = member_of(element);
    if (member == nullptr || is_left_out(*member)) continue;
    if (variant && (member == field(*record, variant->tag_field) ||
                    member == field(*record, variant->union_field))) {
      continue;
    }
    if (is_field(*member) || is_vtable_pointer(*member)) {
      own.push_back({member, record, 0, {}});
    }
  }
  std::set<std::string> names;
  add_names(own, names);

  std::vector<Field> all;
  for (DINode* element : record->getElements()) {
    DIDerivedType* inheritance = member_of(element);
    if (inheritance == nullptr || inheritance->getTag() != dwarf::DW_TAG_inheritance) continue;
    // Only the object itself knows where a virtual base is.
    if ((inheritance->getFlags() & DINode::FlagVirtual) != 0) continue;
    auto* base = dyn_cast_or_null<DICompositeType>(strip_qualifiers(inheritance->getBaseType()));
    if (base == nullptr || base->isForwardDecl()) continue;
    std::vector<Field> inherited = fields(base);
    if (inherited.empty()) continue;
    if (collide(inherited, names)) inherited = keep_apart(std::move(inherited), base);
    add_names(inherited, names);
    for (Field& field : move_by(std::move(inherited), inheritance->getOffsetInBits())) {
      all.push_back(std::move(field));
    }
  }
  all.insert(all.end(), own.begin(), own.end());
  if (record->getTag() != dwarf::DW_TAG_union_type) {
    std::stable_sort(all.begin(), all.end(), [](const Field& left, const Field& right) {
      return left.offset() < right.offset();
    });
  }
  return fields_[record] = std::move(all);
}

std::vector<Metadata*> DebugTypes::members(const std::vector<Field>& fields,
                                           DICompositeType* new_record) {
  const bool has_bit_field = std::any_of(fields.begin(), fields.end(), [](const Field& field) {
    return field.member != nullptr && field.member->isBitField();
  });
  std::vector<Metadata*> made;
  for (const Field& field : fields) {
    if (field.member == nullptr && field.nested.empty()) {
      made.push_back(variant_element(field.owner, new_record, field.offset()));
      continue;
    }
    if (field.member == nullptr) {
      DICompositeType* nested = nested_record(field);
      nested_[{new_record, static_cast<unsigned>(made.size())}] = nested;
      made.push_back(member(new_record, "", nested, nested->getSizeInBits(), field.offset()));
      continue;
    }
    const DIDerivedType& old = *field.member;
    DIType* type = map(old.getBaseType());
    DINode::DIFlags flags = old.getFlags();
    // A loader relocates bit fields to bit fields only.
    if (has_bit_field && !is_preserved(field.owner) &&
        needs_width(old, field.offset(), *new_record)) {
      flags |= DINode::FlagBitField;
    }
    made.push_back(DIDerivedType::get(
        context_, dwarf::DW_TAG_member, member_name(old), old.getFile(), old.getLine(), new_record,
        type, field_size(old), old.getAlignInBits(), field.offset(), std::nullopt, std::nullopt,
        flags, moved_storage(old, field.owner_offset),
        without_own_tags(context_, old.getAnnotations())));
  }
  return made;
}

DICompositeType* DebugTypes::nested_record(const Field& field) {
  // The derived class may use the base's tail padding; only what the fields need is the base's.
  std::uint64_t size = 0;
  for (const Field& each : field.nested) {
    const std::uint64_t end = each.offset() + (each.member == nullptr ? each.owner->getSizeInBits()
                                                                      : field_size(*each.member));
    size = std::max(size, end);
  }
  size = (size + byte_bits - 1) / byte_bits * byte_bits;
  DICompositeType* made = record(dwarf::DW_TAG_structure_type, "", size, field.owner);
  set_elements(made, members(field.nested, made));
  return made;
}

std::vector<Step> DebugTypes::path(DICompositeType* root, DICompositeType* owner,
                                   std::uint64_t owner_offset, unsigned number) {
  DIDerivedType* wanted = field(*owner, number);
  auto* made = dyn_cast_or_null<DICompositeType>(map(root));
  if (wanted == nullptr || made == nullptr) return {};

  std::vector<Step> steps;
  if (!find(fields(root), made, {wanted, owner, owner_offset, {}}, steps)) return {};
  std::reverse(steps.begin(), steps.end());
  return steps;
}

// The steps from the last to the first.
bool DebugTypes::find(const std::vector<Field>& level, DICompositeType* made, const Field& wanted,
                      std::vector<Step>& steps) {
  for (unsigned index = 0; index < level.size(); ++index) {
    const Field& field = level[index];
    bool found = false;
    if (field.member != nullptr) {
      found = field.member == wanted.member && field.owner == wanted.owner &&
              field.owner_offset == wanted.owner_offset;
    } else if (wanted.owner_offset >= field.offset()) {
      Field inside = wanted;
      inside.owner_offset -= field.offset();
      found = find(field.nested, nested_.lookup({made, index}), inside, steps);
    }
    if (!found) continue;
    steps.push_back({made, index, field.offset()});
    return true;
  }
  return false;
}

DIDerivedType* DebugTypes::member(DIType* of, StringRef name, DIType* type, std::uint64_t size,
                                  std::uint64_t offset) {
  return DIDerivedType::get(context_, dwarf::DW_TAG_member, name, of->getFile(), of->getLine(), of,
                            type, size, 0, offset, std::nullopt, std::nullopt, DINode::FlagZero);
}

// Distinct, and without the identifier under which other modules' nodes would be merged with it.
DICompositeType* DebugTypes::record(unsigned tag, StringRef name, std::uint64_t size,
                                    DICompositeType* like) {
  CompositeParts parts{
      .tag = tag, .name = name, .size_in_bits = size, .elements = MDTuple::get(context_, {})};
  if (like != nullptr) {
    parts.file = like->getFile();
    parts.line = like->getLine();
    parts.align_in_bits = like->getAlignInBits();
    if (like->isForwardDecl()) parts.flags = DINode::FlagFwdDecl;
    if (!name.empty()) parts.annotations = without_own_tags(context_, like->getAnnotations());
  }
  DICompositeType* made = distinct_composite(context_, parts);
  types_[made] = made;
  return made;
}

void DebugTypes::set_elements(DICompositeType* record, const std::vector<Metadata*>& elements) {
  record->replaceElements(MDTuple::get(context_, elements));
}

DIBasicType* DebugTypes::byte_type() {
  return DIBasicType::get(context_, dwarf::DW_TAG_base_type, "unsigned char", byte_bits, 0,
                          dwarf::DW_ATE_unsigned_char, DINode::FlagZero);
}

}  // namespace btfkit
