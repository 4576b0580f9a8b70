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
#include <clang/AST/DeclCXX.h>

#include "btf_attribute.h"

namespace btfkit {

namespace {

class DeclTagAttribute : public BtfAttribute {
 public:
  DeclTagAttribute() : BtfAttribute("btf::decl_tag", "decl_tag") {}

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

class TypeTagAttribute : public BtfAttribute {
 public:
  TypeTagAttribute() : BtfAttribute("btf::type_tag", "type_tag") {}

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
