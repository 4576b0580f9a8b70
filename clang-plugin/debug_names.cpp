// Names of types in debug info: scopes and spelling, and the tags that the AST half left.
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/IntrinsicInst.h>

#include "btf_name.h"
#include "contract.h"
#include "debug_types.h"

namespace btfkit {

namespace {

using namespace llvm;

std::string with_scope(DIScope* scope, std::string name) {
  // A function is no part of a name: its local types are called as if they were outside.
  for (; scope != nullptr; scope = scope->getScope()) {
    if (isa<DILocalScope>(scope)) break;
    StringRef scope_name;
    if (auto* space = dyn_cast<DINamespace>(scope)) {
      scope_name = space->getName().empty() ? "(anonymous namespace)" : space->getName();
    } else if (auto* record = dyn_cast<DICompositeType>(scope)) {
      scope_name = record->getName();
    }
    if (!scope_name.empty()) name = scope_name.str() + "::" + name;
  }
  return name;
}

// `A *const` is not `const A *`.
std::string qualified(const std::string& qualifier, const DIType* type, const std::string& name) {
  const unsigned tag = type == nullptr ? 0 : type->getTag();
  const bool is_pointer =
      tag == dwarf::DW_TAG_pointer_type || tag == dwarf::DW_TAG_ptr_to_member_type;
  return is_pointer ? name + " " + qualifier : qualifier + " " + name;
}

std::optional<StringRef> given_type_name(const DIType* type) {
  if (const auto* derived = dyn_cast<DIDerivedType>(type)) {
    return given_name(derived->getRawAnnotations());
  }
  const auto* composite = dyn_cast<DICompositeType>(type);
  if (composite == nullptr) return std::nullopt;
  const bool is_enum = composite->getTag() == dwarf::DW_TAG_enumeration_type;
  return is_enum ? given_enum_name(composite) : given_name(composite->getRawAnnotations());
}

// The typedef that stands between an enum and its underlying type, see name_enum.
const DIDerivedType* enum_names(const DICompositeType* type) {
  const auto* names = dyn_cast_or_null<DIDerivedType>(type->getBaseType());
  return names != nullptr && names->getName() == enum_names_typedef ? names : nullptr;
}

}  // namespace

const MDString* find_tag(const DICompositeType* record, StringRef prefix) {
  return find_tag(record->getRawAnnotations(), prefix);
}

const MDString* find_tag(const Metadata* annotations, StringRef prefix) {
  const auto* entries = cast_or_null<MDTuple>(annotations);
  if (entries == nullptr) return nullptr;
  for (const MDOperand& entry : entries->operands()) {
    const auto* annotation = cast<MDNode>(entry);
    const auto* text = dyn_cast<MDString>(annotation->getOperand(1));
    if (text != nullptr && text->getString().starts_with(prefix)) return text;
  }
  return nullptr;
}

std::optional<StringRef> given_name(const Metadata* annotations) {
  const MDString* tag = find_tag(annotations, name_tag_prefix);
  if (tag == nullptr) return std::nullopt;
  return tag->getString().drop_front(StringRef(name_tag_prefix).size());
}

std::optional<StringRef> given_enum_name(const DICompositeType* type) {
  const DIDerivedType* names = enum_names(type);
  if (names == nullptr) return std::nullopt;
  return given_name(names->getRawAnnotations());
}

std::optional<StringRef> given_enumerator_name(const DICompositeType* type, unsigned number) {
  const DIDerivedType* names = enum_names(type);
  if (names == nullptr) return std::nullopt;
  const std::string prefix = enumerator_tag_prefix + std::to_string(number) + ":";
  const MDString* tag = find_tag(names->getRawAnnotations(), prefix);
  if (tag == nullptr) return std::nullopt;
  return tag->getString().drop_front(prefix.size());
}

MDTuple* without_own_tags(LLVMContext& context, DINodeArray annotations) {
  if (!annotations) return nullptr;
  SmallVector<Metadata*, 4> kept;
  for (const MDOperand& entry : annotations->operands()) {
    const auto* text = dyn_cast<MDString>(cast<MDNode>(entry)->getOperand(1));
    if (text == nullptr || !text->getString().starts_with("btfkit:")) kept.push_back(entry);
  }
  return kept.empty() ? nullptr : MDTuple::get(context, kept);
}

DIType* strip_qualifiers(DIType* type) {
  while (auto* derived = dyn_cast_or_null<DIDerivedType>(type)) {
    switch (derived->getTag()) {
      case dwarf::DW_TAG_typedef:
      case dwarf::DW_TAG_template_alias:
      case dwarf::DW_TAG_const_type:
      case dwarf::DW_TAG_volatile_type:
      case dwarf::DW_TAG_restrict_type:
      case dwarf::DW_TAG_atomic_type:
        type = derived->getBaseType();
        continue;
      default:
        return type;
    }
  }
  return type;
}

std::string cxx_type_name(DIType* type) {
  if (type == nullptr) return "void";
  if (auto* derived = dyn_cast<DIDerivedType>(type)) {
    const std::string base =
        derived->getName().empty() ? cxx_type_name(derived->getBaseType()) : "";
    switch (derived->getTag()) {
      case dwarf::DW_TAG_pointer_type:
        return base + " *";
      case dwarf::DW_TAG_reference_type:
        return base + " &";
      case dwarf::DW_TAG_rvalue_reference_type:
        return base + " &&";
      case dwarf::DW_TAG_const_type:
        return qualified("const", derived->getBaseType(), base);
      case dwarf::DW_TAG_volatile_type:
        return qualified("volatile", derived->getBaseType(), base);
      case dwarf::DW_TAG_ptr_to_member_type:
        return base + " member *";
      default:
        break;
    }
  }
  if (auto* composite = dyn_cast<DICompositeType>(type);
      composite != nullptr && composite->getTag() == dwarf::DW_TAG_array_type) {
    return cxx_type_name(composite->getBaseType()) + " array";
  }
  if (isa<DISubroutineType>(type)) return "function";
  if (type->getName().empty()) return "";
  return with_scope(type->getScope(), type->getName().str());
}

bool has_type_name(const IntrinsicInst& access) {
  auto* type = dyn_cast_or_null<DIType>(access.getMetadata(LLVMContext::MD_preserve_access_index));
  while (auto* derived = dyn_cast_or_null<DIDerivedType>(type)) {
    if (!derived->getName().empty()) return true;
    type = derived->getBaseType();
  }
  return type == nullptr || !type->getName().empty();
}

bool is_preserved(DIType* type) {
  // typedef struct { ... } __attribute__((preserve_access_index)) name;
  auto* alias = dyn_cast<DIDerivedType>(type);
  if (alias != nullptr && alias->getTag() == dwarf::DW_TAG_typedef) {
    auto* record = dyn_cast_or_null<DICompositeType>(strip_qualifiers(alias->getBaseType()));
    return record != nullptr && record->getName().empty() &&
           find_tag(record, preserve_tag) != nullptr;
  }
  auto* composite = dyn_cast_or_null<DICompositeType>(type);
  if (composite == nullptr) return false;
  // The attribute is for records; an enum in one is the kernel's as well.
  const bool is_enum = composite->getTag() == dwarf::DW_TAG_enumeration_type;
  auto* record = is_enum ? dyn_cast_or_null<DICompositeType>(composite->getScope()) : composite;
  return record != nullptr && find_tag(record, preserve_tag) != nullptr;
}

std::string DebugTypes::name_of(DIType* type) {
  // An anonymous record stays one; its scope must not become its name.
  if (type == nullptr || type->getName().empty()) return "";
  if (auto given = given_type_name(type)) return given->str();
  if (is_preserved(type) || kernels_.contains(type)) {
    return btf_name_without_scopes(type->getName().str());
  }
  return btf_name(cxx_type_name(type));
}

}  // namespace btfkit
