// The attribute [[btf::tagged_union("tag")]]: the class is a tagged union, its member `tag` says
// which member of its union there is.
//
//   struct [[btf::tagged_union("tag")]] shape {
//     enum class kind : unsigned { circle, square } tag;
//     union { float radius; float side; };
//   };
//
// Here the attribute is only accepted and the tag's name noted: the members come later, and those
// of a template's instances with each instance. tagged_unions.cpp looks at them.
#include <clang/AST/DeclCXX.h>

#include <optional>
#include <string>

#include "ast_stages.h"
#include "btf_attribute.h"
#include "contract.h"

namespace btfkit {

namespace {

class TaggedUnionAttribute : public BtfAttribute {
 public:
  TaggedUnionAttribute() : BtfAttribute("btf::tagged_union", "tagged_union") {}

  AttrHandling handleDeclAttribute(clang::Sema& sema, clang::Decl* decl,
                                   const clang::ParsedAttr& attribute) const override {
    llvm::StringRef name;
    if (!sema.checkStringLiteralArgumentAttr(attribute, 0, name)) return AttributeNotApplied;
    const std::optional<llvm::StringRef> named = tag_text_so_far(*decl, tag_member_tag_prefix);
    if (named && *named != name) {
      const unsigned id = sema.getDiagnostics().getDiagnosticIDs()->getCustomDiagID(
          clang::DiagnosticIDs::Error, "%0: the tag is '%1' already");
      sema.Diag(attribute.getLoc(), id) << attribute << *named;
      return AttributeNotApplied;
    }
    if (!named) {
      decl->addAttr(clang::BTFDeclTagAttr::CreateImplicit(
          sema.Context, (tag_member_tag_prefix + name).str(), attribute.getRange()));
    }
    return AttributeApplied;
  }

 private:
  bool can_be_on(const clang::Decl& decl) const override {
    const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(&decl);
    return record != nullptr && !record->isUnion();
  }
  llvm::StringRef places() const override { return "classes and structs"; }
};

const clang::ParsedAttrInfoRegistry::Add<TaggedUnionAttribute> registration(
    "btf-tagged-union", "the class is a tagged union in BTF");

}  // namespace

const clang::BTFDeclTagAttr* tag_member_of(const clang::Decl& decl) {
  return tag_with(decl, tag_member_tag_prefix);
}

}  // namespace btfkit
