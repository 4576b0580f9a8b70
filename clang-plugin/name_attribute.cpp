// The attribute [[btf::name("class")]]: what a declaration is called in BTF where C++ can't call it
// so.
//
//   struct [[btf::name("class")]] class_ { const char* name; };
//   struct device { class_* class_ [[btf::name("class")]]; };
//
// The name goes to the IR half as a declaration tag, which clang itself takes into the debug info
// of records, fields, typedefs, functions and parameters. Enums and enumerators have no tags in
// debug info; see name_enum. A function's symbol has the name as well, as if by asm("name"), since
// that is what loaders look for.
#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclCXX.h>
#include <llvm/ADT/StringExtras.h>

#include <optional>
#include <string>

#include "ast_stages.h"
#include "btf_attribute.h"
#include "btf_name.h"
#include "contract.h"

namespace btfkit {

namespace {

// What the kernel accepts (btf_name_valid_identifier in kernel/bpf/btf.c).
bool is_valid_name(llvm::StringRef name) {
  return !name.empty() && name.size() <= max_btf_name && !llvm::isDigit(name.front()) &&
         llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; });
}

bool is_template(const clang::Decl& decl) {
  return decl.isTemplated() || decl.getDescribedTemplate() != nullptr;
}

bool takes_no_space(const clang::ASTContext& context, const clang::Decl& decl) {
  const auto* field = llvm::dyn_cast<clang::FieldDecl>(&decl);
  if (field == nullptr) return false;
  const auto* array = context.getAsConstantArrayType(field->getType());
  return array != nullptr && array->getSize().isZero();
}

class NameAttribute : public BtfAttribute {
 public:
  NameAttribute() : BtfAttribute("btf::name", "name") {}

  bool diagAppertainsToDecl(clang::Sema& sema, const clang::ParsedAttr& attribute,
                            const clang::Decl* decl) const override {
    if (!BtfAttribute::diagAppertainsToDecl(sema, attribute, decl)) return false;
    if (is_template(*decl)) {
      report(sema, attribute,
             "%0 can't be given to a template: its instances would be of one name");
      return false;
    }
    return true;
  }

  AttrHandling handleDeclAttribute(clang::Sema& sema, clang::Decl* decl,
                                   const clang::ParsedAttr& attribute) const override {
    llvm::StringRef name;
    if (!sema.checkStringLiteralArgumentAttr(attribute, 0, name)) return AttributeNotApplied;
    const bool leaves_out = name.empty() && takes_no_space(sema.Context, *decl);
    if (!leaves_out && !is_valid_name(name)) {
      report(sema, attribute,
             name.empty() ? "%0 can be empty only for an array of no elements, which BTF then "
                            "leaves out"
                          : "%0: '%1' can't be a name in BTF: it takes 1 to 127 letters, digits, "
                            "'_' and '.', and no digit at the beginning")
          << name;
      return AttributeNotApplied;
    }
    const std::optional<llvm::StringRef> named = tag_text_so_far(*decl, name_tag_prefix);
    if (named && *named != name) {
      report(sema, attribute, "%0: the declaration is named '%1' already") << *named;
      return AttributeNotApplied;
    }
    decl->addAttr(
        clang::BTFDeclTagAttr::CreateImplicit(sema.Context, (name_tag_prefix + name).str()));
    if (llvm::isa<clang::FunctionDecl>(decl)) name_symbol(sema, *decl, attribute, name);
    return AttributeApplied;
  }

 private:
  bool can_be_on(const clang::Decl& decl) const override {
    if (llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl>(decl)) return false;
    return llvm::isa<clang::RecordDecl, clang::EnumDecl, clang::EnumConstantDecl,
                     clang::TypedefNameDecl, clang::FieldDecl, clang::FunctionDecl,
                     clang::ParmVarDecl>(decl);
  }
  llvm::StringRef places() const override {
    return "classes, structs, unions, enums, enumerators, typedefs, data members, functions and "
           "parameters";
  }

  static clang::SemaBase::SemaDiagnosticBuilder report(clang::Sema& sema,
                                                       const clang::ParsedAttr& attribute,
                                                       llvm::StringRef text) {
    const unsigned id = sema.getDiagnostics().getDiagnosticIDs()->getCustomDiagID(
        clang::DiagnosticIDs::Error, text);
    return sema.Diag(attribute.getLoc(), id) << attribute;
  }

  static void name_symbol(clang::Sema& sema, clang::Decl& decl, const clang::ParsedAttr& attribute,
                          llvm::StringRef name) {
    if (const auto* label = decl.getAttr<clang::AsmLabelAttr>()) {
      if (label->getLabel() != name) {
        report(sema, attribute, "%0: the function's symbol is named '%1' already")
            << label->getLabel();
      }
      return;
    }
    decl.addAttr(clang::AsmLabelAttr::CreateImplicit(sema.Context, name));
  }
};

const clang::ParsedAttrInfoRegistry::Add<NameAttribute> registration(
    "btf-name", "the name that a declaration has in BTF");

}  // namespace

llvm::StringRef name_in_btf(const clang::NamedDecl& decl) {
  if (const auto given = tag_text(decl, name_tag_prefix)) return *given;
  return decl.getIdentifier() == nullptr ? llvm::StringRef() : decl.getName();
}

// The type that a typedef declares. From clang 22 on a type knows how it was written.
template <typename Context>
clang::QualType typedef_type(const Context& context, clang::ElaboratedTypeKeyword keyword,
                             const clang::TypedefDecl* declared) {
  if constexpr (requires { context.getTypedefType(declared); }) {
    return context.getTypedefType(declared);
  } else {
    return context.getTypedefType(keyword, std::nullopt, declared);
  }
}

// Debug info leads from an enum to its underlying type. That becomes a typedef, which can have
// tags: one for the enum's name, one for each enumerator's.
void name_enum(clang::Sema& sema, clang::EnumDecl& enumeration) {
  llvm::SmallVector<std::string, 4> tags;
  if (const auto* tag = tag_with(enumeration, name_tag_prefix)) {
    tags.push_back(tag->getBTFDeclTag().str());
  }
  unsigned number = 0;
  for (const clang::EnumConstantDecl* enumerator : enumeration.enumerators()) {
    if (const auto name = tag_text(*enumerator, name_tag_prefix)) {
      tags.push_back(enumerator_tag_prefix + std::to_string(number) + ":" + name->str());
    }
    ++number;
  }
  if (tags.empty()) return;
  clang::ASTContext& context = sema.Context;
  auto* names = clang::TypedefDecl::Create(
      context, context.getTranslationUnitDecl(), enumeration.getLocation(),
      enumeration.getLocation(), &context.Idents.get(enum_names_typedef),
      context.getTrivialTypeSourceInfo(enumeration.getIntegerType()));
  names->setImplicit();
  for (const std::string& tag : tags) {
    names->addAttr(clang::BTFDeclTagAttr::CreateImplicit(context, tag));
  }
  enumeration.setIntegerTypeSourceInfo(context.getTrivialTypeSourceInfo(
      typedef_type(context, clang::ElaboratedTypeKeyword::None, names)));
}

}  // namespace btfkit
