// What has to be known of a record before code is made that uses it: which nested records and
// fields its attribute covers, that it stands for a kernel's type, and whether it is a tagged
// union. An attribute before the body or by pragma was handled when the record had no members yet,
// so all of it happens when the definition is complete.
#include <clang/AST/ASTContext.h>
#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/Sema/Sema.h>

#include "ast_report.h"
#include "ast_stages.h"
#include "btf_attribute.h"
#include "contract.h"

namespace btfkit {

namespace {

using Preserve = clang::BPFPreserveAccessIndexAttr;

void tag(clang::ASTContext& context, clang::Decl& decl, llvm::StringRef text) {
  decl.addAttr(clang::BTFDeclTagAttr::CreateImplicit(context, text));
}

void tag_preserved(clang::ASTContext& context, clang::RecordDecl& record) {
  if (tag_with(record, preserve_tag) == nullptr) tag(context, record, preserve_tag);
}

// CodeGen asks fields, not only records, whether an array in them is to be relocated.
void mark_members(clang::Sema& sema, const DiagnosticSwitches& switches,
                  clang::RecordDecl& record) {
  clang::ASTContext& context = sema.Context;
  for (clang::Decl* member : record.decls()) {
    auto* nested = llvm::dyn_cast<clang::RecordDecl>(member);
    const bool injected_class_name = nested != nullptr && nested->isImplicit();
    if (injected_class_name || (nested == nullptr && !llvm::isa<clang::FieldDecl>(member)))
      continue;
    const bool marked_before = member->hasAttr<Preserve>();
    if (!marked_before) member->addAttr(Preserve::CreateImplicit(context));
    if (nested == nullptr || !nested->isCompleteDefinition()) continue;
    if (!marked_before) reject_preserved_tagged_union(sema, switches, *nested);
    mark_members(sema, switches, *nested);
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

}  // namespace

void mark_record(clang::Sema& sema, const DiagnosticSwitches& switches, clang::TagDecl& tag_decl) {
  auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(&tag_decl);
  if (record == nullptr || record->isInvalidDecl()) return;

  // `#pragma clang attribute` passes templates by; their instances inherit from the pattern.
  if (record->getDescribedClassTemplate() != nullptr && !record->hasAttr<Preserve>()) {
    sema.AddPragmaAttributes(sema.getCurScope(), record);
  }

  describe_tagged_union(sema, switches, *record);
  if (!record->hasAttr<Preserve>()) return;
  mark_members(sema, switches, *record);
  if (record->isDependentType()) return;
  tag_preserved(sema.Context, *record);
  diagnose_bases(sema.getDiagnostics(), switches, *record);
}

}  // namespace btfkit
