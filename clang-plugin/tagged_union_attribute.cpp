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
#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <clang/Basic/DiagnosticSema.h>
#include <clang/Basic/ParsedAttrInfo.h>
#include <clang/Basic/TargetInfo.h>
#include <clang/Sema/ParsedAttr.h>
#include <clang/Sema/Sema.h>
#include <llvm/TargetParser/Triple.h>

#include <string>

#include "ast_stages.h"
#include "contract.h"

namespace btfkit {

namespace {

class TaggedUnionAttribute : public clang::ParsedAttrInfo {
 public:
  TaggedUnionAttribute() {
    // clang parses the arguments of an attribute only if it knows it, and asks plugins by the name
    // without its scope.
    static constexpr Spelling spellings[] = {
        {clang::AttributeCommonInfo::AS_CXX11, "btf::tagged_union"},
        {clang::AttributeCommonInfo::AS_CXX11, "tagged_union"},
    };
    Spellings = spellings;
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
    const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(decl);
    if (record != nullptr && !record->isUnion()) return true;
    sema.Diag(attribute.getLoc(), clang::diag::err_attribute_wrong_decl_type_str)
        << attribute << attribute.isRegularKeywordAttribute() << "classes and structs";
    return false;
  }

  AttrHandling handleDeclAttribute(clang::Sema& sema, clang::Decl* decl,
                                   const clang::ParsedAttr& attribute) const override {
    llvm::StringRef name;
    if (!sema.checkStringLiteralArgumentAttr(attribute, 0, name)) return AttributeNotApplied;
    const clang::Decl* before = decl->getPreviousDecl();
    const clang::BTFDeclTagAttr* named = tag_member_of(*decl);
    if (named == nullptr && before != nullptr) named = tag_member_of(*before);
    const std::string text = (tag_member_tag_prefix + name).str();
    if (named != nullptr && named->getBTFDeclTag() != text) {
      const unsigned id = sema.getDiagnostics().getDiagnosticIDs()->getCustomDiagID(
          clang::DiagnosticIDs::Error, "%0: the tag is '%1' already");
      sema.Diag(attribute.getLoc(), id)
          << attribute
          << named->getBTFDeclTag().drop_front(llvm::StringRef(tag_member_tag_prefix).size());
      return AttributeNotApplied;
    }
    if (named == nullptr) {
      decl->addAttr(
          clang::BTFDeclTagAttr::CreateImplicit(sema.Context, text, attribute.getRange()));
    }
    return AttributeApplied;
  }
};

const clang::ParsedAttrInfoRegistry::Add<TaggedUnionAttribute> registration(
    "btf-tagged-union", "the class is a tagged union in BTF");

}  // namespace

const clang::BTFDeclTagAttr* tag_member_of(const clang::Decl& decl) {
  for (const auto* tag : decl.specific_attrs<clang::BTFDeclTagAttr>()) {
    if (tag->getBTFDeclTag().starts_with(tag_member_tag_prefix)) return tag;
  }
  return nullptr;
}

}  // namespace btfkit
