// What has to be known of a record before code is made that uses it: which nested records and
// fields its attribute covers, that it stands for a kernel's type, and where a std::variant keeps
// its index. An attribute before the body or by pragma was handled when the record had no members
// yet, so all of it happens when the definition is complete.
#include <clang/AST/ASTContext.h>
#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/RecordLayout.h>
#include <clang/Sema/Sema.h>

#include <string>

#include "ast_report.h"
#include "ast_stages.h"
#include "contract.h"

namespace btfkit {

namespace {

using Preserve = clang::BPFPreserveAccessIndexAttr;

void tag(clang::ASTContext& context, clang::Decl& decl, llvm::StringRef text) {
  decl.addAttr(clang::BTFDeclTagAttr::CreateImplicit(context, text));
}

void tag_preserved(clang::ASTContext& context, clang::RecordDecl& record) {
  for (const auto* present : record.specific_attrs<clang::BTFDeclTagAttr>()) {
    if (present->getBTFDeclTag() == preserve_tag) return;
  }
  tag(context, record, preserve_tag);
}

// CodeGen asks fields, not only records, whether an array in them is to be relocated.
void mark_members(clang::ASTContext& context, clang::RecordDecl& record) {
  for (clang::Decl* member : record.decls()) {
    auto* nested = llvm::dyn_cast<clang::RecordDecl>(member);
    const bool injected_class_name = nested != nullptr && nested->isImplicit();
    if (injected_class_name || (nested == nullptr && !llvm::isa<clang::FieldDecl>(member)))
      continue;
    if (!member->hasAttr<Preserve>()) member->addAttr(Preserve::CreateImplicit(context));
    if (nested == nullptr || !nested->isCompleteDefinition()) continue;
    mark_members(context, *nested);
    // Its own definition was complete before the attribute covered it.
    if (!nested->isDependentType()) tag_preserved(context, *nested);
  }
}

void diagnose_bases(clang::DiagnosticsEngine& engine, const DiagnosticSwitches& switches,
                    const clang::CXXRecordDecl& record) {
  for (const clang::CXXBaseSpecifier& base : record.bases()) {
    const clang::CXXRecordDecl* type = base.getType()->getAsCXXRecordDecl();
    if (type == nullptr) continue;
    if (base.isVirtual()) {
      report(engine, switches, Diagnostic::virtual_base, base.getBeginLoc(),
             "virtual base %0 of %1: members of a virtual base can't be relocated")
          << type << &record;
    } else if (!type->hasAttr<Preserve>() && !type->isEmpty()) {
      report(engine, switches, Diagnostic::unmarked_base, base.getBeginLoc(),
             "members of base %0 of %1 are not relocated: %0 is not under preserve_access_index")
          << type << &record;
    }
  }
  if (record.isPolymorphic()) {
    report(engine, switches, Diagnostic::polymorphic, record.getLocation(),
           "%0 is under preserve_access_index but has virtual functions: no kernel type has them")
        << &record;
  }
}

// Where a variant keeps its alternatives and its index. The standard library's own names for these
// members are its private business; that there is one union and one integer in all is not.
struct VariantParts {
  int unions = 0;
  int integers = 0;
  clang::CharUnits storage;
  clang::CharUnits index;
  clang::QualType index_type;
};

void find_variant_parts(const clang::ASTContext& context, const clang::CXXRecordDecl& record,
                        clang::CharUnits at, VariantParts& parts) {
  const clang::ASTRecordLayout& layout = context.getASTRecordLayout(&record);
  for (const clang::CXXBaseSpecifier& base : record.bases()) {
    const clang::CXXRecordDecl* type = base.getType()->getAsCXXRecordDecl();
    if (type == nullptr || type->isEmpty() || base.isVirtual()) continue;
    find_variant_parts(context, *type, at + layout.getBaseClassOffset(type), parts);
  }
  for (const clang::FieldDecl* field : record.fields()) {
    const clang::CharUnits offset =
        at + context.toCharUnitsFromBits(layout.getFieldOffset(field->getFieldIndex()));
    const clang::QualType type = field->getType();
    const clang::CXXRecordDecl* nested = type->getAsCXXRecordDecl();
    if (nested != nullptr && nested->isUnion()) {
      ++parts.unions;
      parts.storage = offset;
    } else if (nested != nullptr && !nested->isEmpty()) {
      find_variant_parts(context, *nested, offset, parts);
    } else if (type->isIntegerType()) {
      ++parts.integers;
      parts.index = offset;
      parts.index_type = type.getCanonicalType().getUnqualifiedType();
    }
  }
}

// Tag: prefix STORAGE ':' INDEX ':' SIZE ':' SIGNED ':' NAME, offsets and size of the index in
// bits.
void tag_variant(clang::ASTContext& context, clang::CXXRecordDecl& record) {
  const auto* instance = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(&record);
  if (instance == nullptr || record.isDependentType() || record.isInvalidDecl()) return;
  if (!record.isInStdNamespace() || record.getName() != "variant") return;

  VariantParts parts;
  find_variant_parts(context, record, clang::CharUnits::Zero(), parts);
  if (parts.unions != 1 || parts.integers != 1) return;
  tag(context, record,
      variant_tag_prefix + std::to_string(context.toBits(parts.storage)) + ":" +
          std::to_string(context.toBits(parts.index)) + ":" +
          std::to_string(context.getTypeSize(parts.index_type)) + ":" +
          std::to_string(parts.index_type->isSignedIntegerType()) + ":" +
          parts.index_type.getAsString(context.getPrintingPolicy()));
}

}  // namespace

void mark_record(clang::Sema& sema, const DiagnosticSwitches& switches, clang::TagDecl& tag_decl) {
  auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(&tag_decl);
  if (record == nullptr || record->isInvalidDecl()) return;

  // `#pragma clang attribute` passes templates by; their instances inherit from the pattern.
  if (record->getDescribedClassTemplate() != nullptr && !record->hasAttr<Preserve>()) {
    sema.AddPragmaAttributes(sema.getCurScope(), record);
  }

  tag_variant(sema.Context, *record);
  if (!record->hasAttr<Preserve>()) return;
  mark_members(sema.Context, *record);
  if (record->isDependentType()) return;
  tag_preserved(sema.Context, *record);
  diagnose_bases(sema.getDiagnostics(), switches, *record);
}

}  // namespace btfkit
