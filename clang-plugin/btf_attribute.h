// An attribute of ours in C++, [[btf::NAME]] or [[btf::NAME("text")]], by clang's documented
// interface. It exists for BPF only, and on the declarations that the attribute itself names.
#pragma once

#include <clang/AST/Attr.h>
#include <clang/AST/DeclBase.h>
#include <clang/Basic/DiagnosticSema.h>
#include <clang/Basic/ParsedAttrInfo.h>
#include <clang/Basic/TargetInfo.h>
#include <clang/Sema/ParsedAttr.h>
#include <clang/Sema/Sema.h>
#include <llvm/TargetParser/Triple.h>

#include <optional>

namespace btfkit {

class BtfAttribute : public clang::ParsedAttrInfo {
 public:
  // Elsewhere the backend can't select what CodeGen makes of the attributes.
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
    // A warning, as clang's own attributes without a text have it.
    const unsigned misplaced = NumArgs == 0 ? clang::diag::warn_attribute_wrong_decl_type_str
                                            : clang::diag::err_attribute_wrong_decl_type_str;
    sema.Diag(attribute.getLoc(), misplaced)
        << attribute << attribute.isRegularKeywordAttribute() << places();
    return false;
  }

 protected:
  // `scoped` is btf::NAME. With a text, `unscoped` is NAME: clang parses the arguments of an
  // attribute only if it knows it, and asks plugins by the name without its scope.
  explicit BtfAttribute(const char* scoped, const char* unscoped = nullptr)
      : spellings_{{clang::AttributeCommonInfo::AS_CXX11, scoped},
                   {clang::AttributeCommonInfo::AS_CXX11, unscoped}} {
    NumArgs = unscoped == nullptr ? 0 : 1;
    Spellings = llvm::ArrayRef(spellings_).take_front(1 + NumArgs);
  }

  // Where the attribute may stand, and the same in words.
  virtual bool can_be_on(const clang::Decl& decl) const = 0;
  virtual llvm::StringRef places() const = 0;

 private:
  const Spelling spellings_[2];
};

// The tag of ours (contract.h) on the declaration that begins with `prefix`, or null.
inline const clang::BTFDeclTagAttr* tag_with(const clang::Decl& decl, llvm::StringRef prefix) {
  for (const auto* tag : decl.specific_attrs<clang::BTFDeclTagAttr>()) {
    if (tag->getBTFDeclTag().starts_with(prefix)) return tag;
  }
  return nullptr;
}

// What follows `prefix` in that tag.
inline std::optional<llvm::StringRef> tag_text(const clang::Decl& decl, llvm::StringRef prefix) {
  const clang::BTFDeclTagAttr* tag = tag_with(decl, prefix);
  if (tag == nullptr) return std::nullopt;
  return tag->getBTFDeclTag().drop_front(prefix.size());
}

// The same of an attribute that stood before: on the declaration, or on the one before it.
inline std::optional<llvm::StringRef> tag_text_so_far(const clang::Decl& decl,
                                                      llvm::StringRef prefix) {
  const clang::Decl* before = decl.getPreviousDecl();
  const std::optional<llvm::StringRef> text = tag_text(decl, prefix);
  return text || before == nullptr ? text : tag_text(*before, prefix);
}

}  // namespace btfkit
