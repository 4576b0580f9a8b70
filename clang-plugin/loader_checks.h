// What loaders read of declarations, checked where it is written: sections, contexts, maps.
#pragma once

#include <clang/AST/Attr.h>
#include <clang/AST/Decl.h>
#include <llvm/ADT/STLExtras.h>

#include "ast_report.h"
#include "ast_stages.h"

namespace btfkit {

// section_checks.cpp: a name of a section that no loader knows.
void check_section(const clang::ASTContext& context, const DiagnosticSwitches& switches,
                   const clang::DeclaratorDecl& decl);

// context_checks.cpp: the parameter of a program against its section.
void check_context(const clang::ASTContext& context, const DiagnosticSwitches& switches,
                   const clang::FunctionDecl& function);

// map_checks.cpp: the members of a variable in .maps.
void check_map(const clang::ASTContext& context, const DiagnosticSwitches& switches,
               const clang::VarDecl& variable);

// The section that the declaration itself asks for; null if an earlier one or a pragma did.
inline const clang::SectionAttr* written_section(const clang::Decl& decl) {
  const auto* section = decl.getAttr<clang::SectionAttr>();
  return section == nullptr || section->isImplicit() || section->isInherited() ? nullptr : section;
}

}  // namespace btfkit
