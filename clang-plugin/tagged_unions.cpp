// Which records are tagged unions, where their tag and their alternatives are, and how the
// alternatives are called: std::variant, std::optional and std::expected, and what is marked by
// [[btf::tagged_union]]. The IR half gets to know it through a declaration tag on the record.
#include <clang/AST/ASTContext.h>
#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/RecordLayout.h>
#include <clang/Sema/Sema.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/BinaryFormat/Dwarf.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "ast_report.h"
#include "ast_stages.h"
#include "contract.h"
#include "tagged_union_text.h"

namespace btfkit {

namespace {

using Preserve = clang::BPFPreserveAccessIndexAttr;

constexpr std::uint64_t max_tag_bits = 64;

// The enum that `type` is, defined if it can be; null for other types.
const clang::EnumDecl* enum_of(clang::QualType type) {
  const auto* as_enum = type->getAs<clang::EnumType>();
  if (as_enum == nullptr) return nullptr;
  const clang::EnumDecl* definition = as_enum->getDecl()->getDefinition();
  return definition != nullptr ? definition : as_enum->getDecl();
}

// Null if `type` can't be a tag. An enum is its integer.
const clang::BuiltinType* integer_of(const clang::ASTContext& context, clang::QualType type) {
  if (const clang::EnumDecl* as_enum = enum_of(type)) type = as_enum->getIntegerType();
  if (type.isNull()) return nullptr;
  const auto* builtin = type->getAs<clang::BuiltinType>();
  if (builtin == nullptr || !builtin->isInteger()) return nullptr;
  return context.getTypeSize(builtin) > max_tag_bits ? nullptr : builtin;
}

// As clang describes the type in debug info.
unsigned dwarf_encoding(const clang::BuiltinType& type) {
  switch (type.getKind()) {
    case clang::BuiltinType::Bool:
      return llvm::dwarf::DW_ATE_boolean;
    case clang::BuiltinType::Char_S:
    case clang::BuiltinType::SChar:
      return llvm::dwarf::DW_ATE_signed_char;
    case clang::BuiltinType::Char_U:
    case clang::BuiltinType::UChar:
      return llvm::dwarf::DW_ATE_unsigned_char;
    case clang::BuiltinType::Char8:
    case clang::BuiltinType::Char16:
    case clang::BuiltinType::Char32:
      return llvm::dwarf::DW_ATE_UTF;
    default:
      return type.isSignedInteger() ? llvm::dwarf::DW_ATE_signed : llvm::dwarf::DW_ATE_unsigned;
  }
}

void set_tag_type(const clang::ASTContext& context, const clang::BuiltinType& type,
                  TaggedUnion& parts) {
  parts.tag_size = context.getTypeSize(&type);
  parts.tag_encoding = dwarf_encoding(type);
  parts.tag_signed = type.isSignedInteger();
  parts.tag_type = type.getName(context.getPrintingPolicy()).str();
}

void hand_over(clang::ASTContext& context, clang::RecordDecl& record, const TaggedUnion& parts) {
  record.addAttr(
      clang::BTFDeclTagAttr::CreateImplicit(context, variant_tag_prefix + to_text(parts)));
}

// Where a class of the standard library keeps its alternatives and its tag. The library's own names
// for these members are its private business; that there is one union and one integer in all is
// not.
struct StandardParts {
  int unions = 0;
  int integers = 0;
  std::uint64_t storage = 0;
  std::uint64_t tag = 0;
  const clang::BuiltinType* tag_type = nullptr;
};

void find_parts(const clang::ASTContext& context, const clang::CXXRecordDecl& record,
                std::uint64_t at, StandardParts& parts) {
  const clang::ASTRecordLayout& layout = context.getASTRecordLayout(&record);
  for (const clang::CXXBaseSpecifier& base : record.bases()) {
    const clang::CXXRecordDecl* type = base.getType()->getAsCXXRecordDecl();
    if (type == nullptr || type->isEmpty() || base.isVirtual()) continue;
    const auto offset = static_cast<std::uint64_t>(context.toBits(layout.getBaseClassOffset(type)));
    find_parts(context, *type, at + offset, parts);
  }
  for (const clang::FieldDecl* field : record.fields()) {
    const std::uint64_t offset = at + layout.getFieldOffset(field->getFieldIndex());
    const clang::QualType type = field->getType();
    const clang::CXXRecordDecl* nested = type->getAsCXXRecordDecl();
    if (nested != nullptr && nested->isUnion()) {
      ++parts.unions;
      parts.storage = offset;
    } else if (nested != nullptr && !nested->isEmpty()) {
      find_parts(context, *nested, offset, parts);
    } else if (type->isIntegerType()) {
      ++parts.integers;
      parts.tag = offset;
      parts.tag_type = integer_of(context, type);
    }
  }
}

// In the order of the tag's values. Names as the class's own vocabulary has them.
std::vector<TagAlternative> standard_alternatives(
    const clang::ClassTemplateSpecializationDecl& instance) {
  const llvm::StringRef name = instance.getName();
  if (name == "optional") return {{0, std::nullopt, "nullopt"}, {1, 0, "value"}};
  if (name == "expected") return {{0, 1, "error"}, {1, 0, "value"}};
  std::vector<TagAlternative> all;
  if (name != "variant" || instance.getTemplateArgs().size() != 1) return all;
  const clang::TemplateArgument& pack = instance.getTemplateArgs()[0];
  if (pack.getKind() != clang::TemplateArgument::Pack) return all;
  for (unsigned number = 0; number < pack.pack_size(); ++number)
    all.push_back({number, number, ""});
  return all;
}

void describe_standard(clang::ASTContext& context, clang::CXXRecordDecl& record) {
  const auto* instance = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(&record);
  if (instance == nullptr || !record.isInStdNamespace()) return;
  TaggedUnion described;
  described.alternatives = standard_alternatives(*instance);
  if (described.alternatives.empty()) return;

  StandardParts parts;
  find_parts(context, record, 0, parts);
  if (parts.unions != 1 || parts.integers != 1 || parts.tag_type == nullptr) return;
  // The kernel wants alternatives at the part's beginning, where every library has them. This
  // needn't be the class's: an empty base of it and one of the same type that the first alternative
  // has, as where a variant of libc++'s is in another, have to be at different places.
  if (parts.tag < parts.storage) return;
  described.storage = parts.storage;
  described.begin = parts.storage;
  described.tag = parts.tag;
  described.size =
      static_cast<std::uint64_t>(context.toBits(context.getASTRecordLayout(&record).getSize())) -
      parts.storage;
  set_tag_type(context, *parts.tag_type, described);
  hand_over(context, record, described);
}

// Looks at one record that [[btf::tagged_union]] marks.
class MarkedUnion {
 public:
  MarkedUnion(clang::Sema& sema, const DiagnosticSwitches& switches,
              const clang::CXXRecordDecl& record, const clang::BTFDeclTagAttr& attribute)
      : sema_(sema),
        context_(sema.Context),
        switches_(switches),
        record_(record),
        attribute_(attribute) {
    described_.from = AlternativesFrom::union_fields;
  }

  // Empty if it is no tagged union; the reason is said then.
  std::optional<TaggedUnion> describe() {
    if (!find_tag() || !find_union() || !find_alternatives() || !find_extent()) return std::nullopt;
    return described_;
  }

 private:
  clang::DiagnosticBuilder complain(clang::SourceLocation at, llvm::StringRef text) {
    return report(sema_.getDiagnostics(), switches_, Diagnostic::tagged_union, at, text)
           << &record_;
  }

  std::uint64_t offset_of(const clang::FieldDecl& field) const {
    return context_.getASTRecordLayout(&record_).getFieldOffset(field.getFieldIndex());
  }
  std::uint64_t end_of(const clang::FieldDecl& field) const {
    return offset_of(field) + context_.getTypeSize(field.getType());
  }

  // The fields as CodeGen counts them.
  static llvm::SmallVector<const clang::FieldDecl*, 8> fields_of(const clang::RecordDecl& record) {
    llvm::SmallVector<const clang::FieldDecl*, 8> fields;
    for (const clang::FieldDecl* field : record.fields()) {
      if (!field->isUnnamedBitField()) fields.push_back(field);
    }
    return fields;
  }

  bool find_tag() {
    const llvm::StringRef name =
        attribute_.getBTFDeclTag().drop_front(llvm::StringRef(tag_member_tag_prefix).size());
    for (const clang::FieldDecl* field : fields_of(record_)) {
      if (field->getName() == name) {
        tag_ = field;
        break;
      }
      ++described_.tag_field;
    }
    if (tag_ == nullptr || name.empty()) {
      complain(attribute_.getLocation(),
               "%0 has no data member '%1', which is to be its tag; one of a base doesn't count")
          << name;
      return false;
    }
    const clang::BuiltinType* type = integer_of(context_, tag_->getType());
    if (type == nullptr) {
      complain(tag_->getLocation(),
               "the tag %1 of %0 is of type %2: a tag is an enum or an integer of at most 64 bits")
          << tag_ << tag_->getType();
      return false;
    }
    if (tag_->isBitField()) {
      complain(tag_->getLocation(), "the tag %1 of %0 can't be a bit field") << tag_;
      return false;
    }
    described_.tag = offset_of(*tag_);
    set_tag_type(context_, *type, described_);
    return true;
  }

  bool find_union() {
    unsigned number = 0;
    for (const clang::FieldDecl* field : fields_of(record_)) {
      const clang::CXXRecordDecl* type = field->getType()->getAsCXXRecordDecl();
      if (type != nullptr && type->isUnion()) {
        if (union_ != nullptr) {
          complain(field->getLocation(),
                   "%0 has a second union: its tag can belong to one union only");
          return false;
        }
        union_ = field;
        described_.union_field = number;
      }
      ++number;
    }
    if (union_ == nullptr) {
      complain(attribute_.getLocation(), "%0 has no union among its data members");
      return false;
    }
    described_.storage = offset_of(*union_);
    return true;
  }

  bool find_alternatives() {
    const auto members = fields_of(*union_->getType()->getAsCXXRecordDecl());
    for (const clang::FieldDecl* member : members) {
      if (!member->isBitField()) continue;
      complain(member->getLocation(), "the alternative %1 of %0 can't be a bit field") << member;
      return false;
    }
    const clang::EnumDecl* type = enum_of(tag_->getType());
    // A template's scoped enum is instantiated when somebody asks for its enumerators.
    if (type != nullptr && !type->isCompleteDefinition() &&
        type->getInstantiatedFromMemberEnum() != nullptr) {
      sema_.RequireCompleteEnumDecl(const_cast<clang::EnumDecl*>(type), tag_->getLocation());
      type = enum_of(tag_->getType());
    }
    return type == nullptr ? name_by_members(members) : name_by_enumerators(members, *type);
  }

  // An integer has no names for its values: they are 0, 1, ... in the order of the members.
  bool name_by_members(llvm::ArrayRef<const clang::FieldDecl*> members) {
    for (const clang::FieldDecl* member : members) {
      if (member->getName().empty()) {
        complain(member->getLocation(),
                 "an alternative of %0 has no name: the union's member has none, and its tag is no "
                 "enum");
        return false;
      }
      const auto number = static_cast<unsigned>(described_.alternatives.size());
      described_.alternatives.push_back({number, number, name_in_btf(*member).str()});
    }
    return true;
  }

  // The members belong to the enumerators of the same name if all have one, and to the n-th value
  // otherwise.
  bool name_by_enumerators(llvm::ArrayRef<const clang::FieldDecl*> members,
                           const clang::EnumDecl& type) {
    llvm::SmallVector<const clang::EnumConstantDecl*, 16> enumerators;
    std::set<std::int64_t> values;
    for (const clang::EnumConstantDecl* enumerator : type.enumerators()) {
      // A second name for a value is no second alternative.
      if (values.insert(value_of(*enumerator)).second) enumerators.push_back(enumerator);
    }
    std::stable_sort(
        enumerators.begin(), enumerators.end(), [](const auto* left, const auto* right) {
          return llvm::APSInt::compareValues(left->getInitVal(), right->getInitVal()) < 0;
        });
    std::map<llvm::StringRef, unsigned> by_name;
    for (unsigned number = 0; number < members.size(); ++number) {
      by_name[members[number]->getName()] = number;
    }
    const auto shared = std::count_if(
        enumerators.begin(), enumerators.end(),
        [&](const auto* enumerator) { return by_name.contains(enumerator->getName()); });
    const bool same_names = static_cast<std::size_t>(shared) == members.size();
    if (!same_names && enumerators.size() != members.size()) {
      complain(union_->getLocation(),
               "%0 has %1 alternatives in its union and %2 enumerators for its tag: give each "
               "enumerator its member, in the order of the values, or each member the name of its "
               "enumerator")
          << static_cast<unsigned>(members.size()) << static_cast<unsigned>(enumerators.size());
      return false;
    }
    for (const clang::EnumConstantDecl* enumerator : enumerators) {
      TagAlternative& alternative = described_.alternatives.emplace_back();
      alternative.value = value_of(*enumerator);
      alternative.name = name_in_btf(*enumerator).str();
      const auto found = by_name.find(enumerator->getName());
      if (!same_names) {
        alternative.number = static_cast<unsigned>(described_.alternatives.size() - 1);
      } else if (found != by_name.end()) {
        alternative.number = found->second;
      }
    }
    return true;
  }

  static std::int64_t value_of(const clang::EnumConstantDecl& enumerator) {
    const llvm::APSInt& value = enumerator.getInitVal();
    return value.isSigned() ? value.getSExtValue()
                            : static_cast<std::int64_t>(value.getZExtValue());
  }

  // Tag and union are to be one part of the record, without other members in between. Padding at
  // its end is the part's if there is nothing behind, as in an enum of Rust's.
  bool find_extent() {
    const clang::ASTRecordLayout& layout = context_.getASTRecordLayout(&record_);
    described_.begin = std::min(described_.tag, described_.storage);
    std::uint64_t end = std::max(end_of(*tag_), end_of(*union_));
    bool last = true;
    for (const clang::FieldDecl* field : fields_of(record_)) {
      if (field == tag_ || field == union_) continue;
      const std::uint64_t at = offset_of(*field);
      if (at >= end) last = false;
      if (at < described_.begin || at >= end) continue;
      complain(field->getLocation(),
               "%1 is between the tag and the union of %0: the two have to be side by side")
          << field;
      return false;
    }
    if (last && record_.getNumVBases() == 0) {
      end = static_cast<std::uint64_t>(context_.toBits(layout.getSize()));
    }
    described_.size = end - described_.begin;
    return true;
  }

  clang::Sema& sema_;
  const clang::ASTContext& context_;
  const DiagnosticSwitches& switches_;
  const clang::CXXRecordDecl& record_;
  const clang::BTFDeclTagAttr& attribute_;

  const clang::FieldDecl* tag_ = nullptr;
  const clang::FieldDecl* union_ = nullptr;
  TaggedUnion described_;
};

}  // namespace

void describe_tagged_union(clang::Sema& sema, const DiagnosticSwitches& switches,
                           clang::CXXRecordDecl& record) {
  if (record.isDependentType()) return;
  const clang::BTFDeclTagAttr* attribute = tag_member_of(record);
  if (attribute == nullptr) return describe_standard(sema.Context, record);
  if (reject_preserved_tagged_union(sema, switches, record)) return;
  MarkedUnion marked(sema, switches, record, *attribute);
  if (const std::optional<TaggedUnion> described = marked.describe()) {
    hand_over(sema.Context, record, *described);
  }
}

bool reject_preserved_tagged_union(clang::Sema& sema, const DiagnosticSwitches& switches,
                                   const clang::RecordDecl& record) {
  const clang::BTFDeclTagAttr* attribute = tag_member_of(record);
  if (attribute == nullptr || !record.hasAttr<Preserve>()) return false;
  report(sema.getDiagnostics(), switches, Diagnostic::tagged_union, attribute->getLocation(),
         "%0 is under preserve_access_index and stands for a kernel's type: the kernel's BTF has "
         "its members as they are, so it can't be a tagged union")
      << &record;
  return true;
}

}  // namespace btfkit
