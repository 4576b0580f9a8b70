// std::variant as the tagged union it is, in the shape in which rustc writes an enum:
//
//   STRUCT std_variant_First_unsigned_int size=12
//     (anonymous) UNION size=12
//       (anonymous) STRUCT: the index, at its true offset
//       First: struct First
//       unsigned_int: unsigned int
//
// The index is in a struct of its own because the kernel accepts union members at offset 0 only,
// and standard libraries put the index behind the storage.
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/BinaryFormat/Dwarf.h>

#include <set>
#include <string>

#include "btf_name.h"
#include "contract.h"
#include "debug_types.h"

namespace btfkit {

using namespace llvm;

namespace {

struct VariantLayout {
  std::uint64_t storage = 0;
  std::uint64_t index = 0;
  std::uint64_t index_size = 0;
  bool index_signed = false;
  StringRef index_name;
};

// The format is written by tag_variant in record_marks.cpp.
VariantLayout parse(StringRef tag) {
  SmallVector<StringRef, 5> parts;
  tag.drop_front(StringRef(variant_tag_prefix).size()).split(parts, ':', 4);
  assert(parts.size() == 5 && "the two halves of the plugin disagree");
  VariantLayout layout;
  parts[0].getAsInteger(10, layout.storage);
  parts[1].getAsInteger(10, layout.index);
  parts[2].getAsInteger(10, layout.index_size);
  layout.index_signed = parts[3] == "1";
  layout.index_name = parts[4];
  return layout;
}

// The template arguments of variant<A, B>: one parameter, which is a pack.
SmallVector<DIType*, 8> alternatives(DICompositeType* variant) {
  SmallVector<DIType*, 8> found;
  for (DITemplateParameter* parameter : variant->getTemplateParams()) {
    if (auto* type = dyn_cast<DITemplateTypeParameter>(parameter)) found.push_back(type->getType());
    auto* pack = dyn_cast<DITemplateValueParameter>(parameter);
    if (pack == nullptr || pack->getTag() != dwarf::DW_TAG_GNU_template_parameter_pack) continue;
    auto* elements = dyn_cast_or_null<MDTuple>(pack->getValue());
    if (elements == nullptr) continue;
    for (const MDOperand& element : elements->operands()) {
      auto* type = dyn_cast_or_null<DITemplateTypeParameter>(element.get());
      if (type != nullptr) found.push_back(type->getType());
    }
  }
  return found;
}

std::uint64_t size_of(DIType* type) {
  while (type != nullptr && type->getSizeInBits() == 0) {
    auto* derived = dyn_cast<DIDerivedType>(type);
    if (derived == nullptr) break;
    type = derived->getBaseType();
  }
  return type == nullptr ? 0 : type->getSizeInBits();
}

}  // namespace

DICompositeType* DebugTypes::variant_parts(DICompositeType* variant) {
  const VariantLayout layout = parse(find_tag(variant, variant_tag_prefix)->getString());
  const std::uint64_t size = variant->getSizeInBits();
  DICompositeType* parts = record(dwarf::DW_TAG_union_type, "", size, variant);
  std::vector<Metadata*> members;

  auto* index = DIBasicType::get(
      context_, dwarf::DW_TAG_base_type, layout.index_name, layout.index_size, 0,
      layout.index_signed ? dwarf::DW_ATE_signed : dwarf::DW_ATE_unsigned, DINode::FlagZero);
  if (layout.index == 0) {
    members.push_back(member(parts, "", index, layout.index_size, 0));
  } else {
    DICompositeType* holder = record(dwarf::DW_TAG_structure_type, "", size, variant);
    set_elements(holder, {member(holder, "", index, layout.index_size, layout.index)});
    members.push_back(member(parts, "", holder, size, 0));
  }

  std::set<std::string> names;
  unsigned number = 0;
  for (DIType* alternative : alternatives(variant)) {
    std::string name = name_of(alternative);
    if (name.empty()) name = btf_name(cxx_type_name(alternative));
    if (name.empty()) name = "unnamed";
    if (!names.insert(name).second) {
      name += "_" + std::to_string(number);
      names.insert(name);
    }
    DIType* type = map(alternative);
    const std::uint64_t type_size = size_of(type);
    if (layout.storage == 0) {
      members.push_back(member(parts, name, type, type_size, 0));
    } else {
      DICompositeType* holder = record(dwarf::DW_TAG_structure_type, "", size, variant);
      set_elements(holder, {member(holder, "value", type, type_size, layout.storage)});
      members.push_back(member(parts, name, holder, size, 0));
    }
    ++number;
  }
  set_elements(parts, members);
  return parts;
}

}  // namespace btfkit
