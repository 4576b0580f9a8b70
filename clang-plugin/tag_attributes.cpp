// [[btf::decl_tag("...")]] and [[btf::type_tag("...")]]: clang's btf_decl_tag and btf_type_tag by
// names of ours.
//
//   struct value { task_struct* task [[btf::type_tag("kptr")]]; };
//   int f(task_struct* task [[btf::decl_tag("arg:trusted")]]);
//
// Plugins are asked about attributes of declarations and statements only, never about those of
// types. So the type tag stands behind the declared name, and the declared pointer's target gets
// it, as from `task_struct __attribute__((btf_type_tag("kptr")))* task`.
#include <clang/AST/ASTContext.h>
#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <clang/Basic/DiagnosticSema.h>
#include <clang/Basic/ParsedAttrInfo.h>
#include <clang/Basic/TargetInfo.h>
#include <clang/Sema/ParsedAttr.h>
#include <clang/Sema/Sema.h>
#include <llvm/TargetParser/Triple.h>

namespace btfkit {

namespace {

class TagAttribute : public clang::ParsedAttrInfo {
 public:
  // clang parses the arguments of an attribute only if it knows it, and asks plugins by the name
  // without its scope.
  TagAttribute(const char* name, const char* unscoped)
      : spellings_{{clang::AttributeCommonInfo::AS_CXX11, name},
                   {clang::AttributeCommonInfo::AS_CXX11, unscoped}} {
    Spellings = spellings_;
    NumArgs = 1;
  }

  bool existsInTarget(const clang::TargetInfo& target) const override {
    return target.getTriple().isBPF();
  }

  bool diagAppertainsToDecl(clang::Sema& sema, const clang::ParsedAttr& attribute,
                            const clang::Decl* decl) const override {
    if (!attribute.hasScope()) {
      sema.Diag(attribute.getLoc(), clang::diag::warn_unknown_attribute_ignored) << attribute;
      return false;
    }
    if (can_be_on(*decl)) return true;
    sema.Diag(attribute.getLoc(), clang::diag::err_attribute_wrong_decl_type_str)
        << attribute << attribute.isRegularKeywordAttribute() << places();
    return false;
  }

 protected:
  virtual bool can_be_on(const clang::Decl& decl) const = 0;
  virtual llvm::StringRef places() const = 0;

 private:
  const Spelling spellings_[2];
};

class DeclTagAttribute : public TagAttribute {
 public:
  DeclTagAttribute() : TagAttribute("btf::decl_tag", "decl_tag") {}

  AttrHandling handleDeclAttribute(clang::Sema& sema, clang::Decl* decl,
                                   const clang::ParsedAttr& attribute) const override {
    llvm::StringRef text;
    if (!sema.checkStringLiteralArgumentAttr(attribute, 0, text)) return AttributeNotApplied;
    decl->addAttr(clang::BTFDeclTagAttr::Create(sema.Context, text, attribute.getRange()));
    return AttributeApplied;
  }

 private:
  bool can_be_on(const clang::Decl& decl) const override {
    return llvm::isa<clang::VarDecl, clang::FunctionDecl, clang::FieldDecl, clang::RecordDecl,
                     clang::TypedefNameDecl>(decl);
  }
  llvm::StringRef places() const override {
    return "variables, functions, parameters, data members, classes, structs, unions and typedefs";
  }
};

class TypeTagAttribute : public TagAttribute {
 public:
  TypeTagAttribute() : TagAttribute("btf::type_tag", "type_tag") {}

  AttrHandling handleDeclAttribute(clang::Sema& sema, clang::Decl* decl,
                                   const clang::ParsedAttr& attribute) const override {
    llvm::StringRef text;
    if (!sema.checkStringLiteralArgumentAttr(attribute, 0, text)) return AttributeNotApplied;
    clang::ASTContext& context = sema.Context;
    auto* declared = llvm::cast<clang::ValueDecl>(decl);
    const clang::QualType pointer = declared->getType();
    const auto* tag = clang::BTFTypeTagAttr::Create(context, text, attribute.getRange());
    const clang::QualType target = context.getBTFTagAttributedType(tag, pointer->getPointeeType());
    declared->setType(
        context.getQualifiedType(context.getPointerType(target), pointer.getQualifiers()));
    return AttributeApplied;
  }

 private:
  bool can_be_on(const clang::Decl& decl) const override {
    if (!llvm::isa<clang::VarDecl, clang::FieldDecl>(decl)) return false;
    return llvm::cast<clang::ValueDecl>(decl).getType()->isPointerType();
  }
  llvm::StringRef places() const override {
    return "variables, parameters and data members that are pointers";
  }
};

const clang::ParsedAttrInfoRegistry::Add<DeclTagAttribute> decl_tag(
    "btf-decl-tag", "a tag of a declaration in BTF");
const clang::ParsedAttrInfoRegistry::Add<TypeTagAttribute> type_tag(
    "btf-type-tag", "a tag of a pointer's target in BTF");

}  // namespace

}  // namespace btfkit
