// The attributes `preserve_access_index` and `preserve_static_offset` in C++, through two doors.
//
// [[btf::preserve_access_index]] is an attribute of ours, registered by the documented interface.
// [[btf::decl_tag]] and [[btf::type_tag]] are in tag_attributes.cpp.
//
// The built-in spellings (GNU, [[clang::...]] and `#pragma clang attribute`) belong to clang, which
// ignores them in C++ with a warning, and looks at its own table before it asks a plugin. So that
// headers written for C work as they are, the table's entry is replaced by one that forwards
// everything to the original except the question which languages have it. btf_decl_tag and
// btf_type_tag, which tell the kernel's verifier of parameters and pointers, go the same way, and
// bpf_fastcall, which tells the register allocator of a kfunc.
#include <clang/AST/DeclCXX.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <deque>

#include "ast_stages.h"
#include "btf_attribute.h"

namespace btfkit {

namespace {

// [[btf::NAME]] on records, for clang's own `Attribute`.
template <class Attribute>
class RecordAttribute : public BtfAttribute {
 public:
  explicit RecordAttribute(const char* name) : BtfAttribute(name) {}

  AttrHandling handleDeclAttribute(clang::Sema& sema, clang::Decl* decl,
                                   const clang::ParsedAttr& attribute) const override {
    decl->addAttr(Attribute::Create(sema.Context, attribute.getRange()));
    return AttributeApplied;
  }

 private:
  bool can_be_on(const clang::Decl& decl) const override {
    return llvm::isa<clang::RecordDecl>(decl);
  }
  llvm::StringRef places() const override { return "classes, structs and unions"; }
};

class OwnPreserveAccessIndex : public RecordAttribute<clang::BPFPreserveAccessIndexAttr> {
 public:
  OwnPreserveAccessIndex() : RecordAttribute("btf::preserve_access_index") {}
};

class OwnPreserveStaticOffset : public RecordAttribute<clang::BPFPreserveStaticOffsetAttr> {
 public:
  OwnPreserveStaticOffset() : RecordAttribute("btf::preserve_static_offset") {}
};

class OpenedBuiltIn : public clang::ParsedAttrInfo {
 public:
  // Copying the entry copies what is stored in it; what it answers is forwarded below.
  explicit OpenedBuiltIn(const clang::ParsedAttrInfo& original)
      : ParsedAttrInfo(original), original_(original) {}

  bool acceptsLangOpts(const clang::LangOptions&) const override { return true; }

  bool diagAppertainsToDecl(clang::Sema& sema, const clang::ParsedAttr& attribute,
                            const clang::Decl* decl) const override {
    return original_.diagAppertainsToDecl(sema, attribute, decl);
  }
  bool diagAppertainsToStmt(clang::Sema& sema, const clang::ParsedAttr& attribute,
                            const clang::Stmt* stmt) const override {
    return original_.diagAppertainsToStmt(sema, attribute, stmt);
  }
  bool diagMutualExclusion(clang::Sema& sema, const clang::ParsedAttr& attribute,
                           const clang::Decl* decl) const override {
    return original_.diagMutualExclusion(sema, attribute, decl);
  }
  bool existsInTarget(const clang::TargetInfo& target) const override {
    return original_.existsInTarget(target);
  }
  bool spellingExistsInTarget(const clang::TargetInfo& target, unsigned index) const override {
    return original_.spellingExistsInTarget(target, index);
  }
  unsigned spellingIndexToSemanticSpelling(const clang::ParsedAttr& attribute) const override {
    return original_.spellingIndexToSemanticSpelling(attribute);
  }
  bool isParamExpr(size_t number) const override { return original_.isParamExpr(number); }
  void getPragmaAttributeMatchRules(
      llvm::SmallVectorImpl<std::pair<clang::attr::SubjectMatchRule, bool>>& rules,
      const clang::LangOptions& options) const override {
    original_.getPragmaAttributeMatchRules(rules, options);
  }
  AttrHandling handleDeclAttribute(clang::Sema& sema, clang::Decl* decl,
                                   const clang::ParsedAttr& attribute) const override {
    return original_.handleDeclAttribute(sema, decl, attribute);
  }

 private:
  const clang::ParsedAttrInfo& original_;
};

// The table is constant data, read-only once the loader has relocated it.
bool replace_entry(const clang::ParsedAttrInfo* const& entry,
                   const clang::ParsedAttrInfo* replacement) {
  const auto page_size = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<std::uintptr_t>(&entry);
  void* page = reinterpret_cast<void*>(address & ~(page_size - 1));
  if (mprotect(page, page_size, PROT_READ | PROT_WRITE) != 0) return false;
  const_cast<const clang::ParsedAttrInfo*&>(entry) = replacement;
  return mprotect(page, page_size, PROT_READ) == 0;
}

bool open_built_in(llvm::StringRef name) {
  for (const clang::ParsedAttrInfo* const& entry : clang::ParsedAttrInfo::getAllBuiltin()) {
    if (!entry->hasSpelling(clang::AttributeCommonInfo::AS_GNU, name)) continue;
    // Live as long as the table does.
    static std::deque<OpenedBuiltIn> opened;
    return replace_entry(entry, &opened.emplace_back(*entry));
  }
  return false;
}

const clang::ParsedAttrInfoRegistry::Add<OwnPreserveAccessIndex> access_index(
    "btf-preserve-access-index", "accesses to the type's members are relocated (BPF CO-RE)");
const clang::ParsedAttrInfoRegistry::Add<OwnPreserveStaticOffset> static_offset(
    "btf-preserve-static-offset", "accesses to the type's members keep their constant offsets");

}  // namespace

bool built_in_attributes_are_open() {
  static const bool open = open_built_in("preserve_access_index") &&
                           open_built_in("preserve_static_offset") &&
                           open_built_in("btf_decl_tag") && open_built_in("btf_type_tag");
  // Only makes code shorter, and clang has it since version 20.
  open_built_in("bpf_fastcall");
  return open;
}

}  // namespace btfkit
