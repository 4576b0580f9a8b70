// The declarations that loaders read, wherever they are: namespaces, extern "C", static members.
#include "loader_checks.h"

#include <clang/AST/DeclCXX.h>

#include "ast_stages.h"

namespace btfkit {

void check_declaration(const clang::ASTContext& context, const DiagnosticSwitches& switches,
                       const clang::Decl& decl) {
  if (llvm::isa<clang::NamespaceDecl, clang::LinkageSpecDecl, clang::ExportDecl,
                clang::CXXRecordDecl>(decl)) {
    const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(&decl);
    if (record != nullptr && record->isDependentContext()) return;
    for (const clang::Decl* inner : llvm::cast<clang::DeclContext>(decl).decls()) {
      check_declaration(context, switches, *inner);
    }
    return;
  }
  const auto* declarator = llvm::dyn_cast<clang::DeclaratorDecl>(&decl);
  if (declarator == nullptr || declarator->isTemplated() || declarator->isInvalidDecl()) return;
  if (written_section(*declarator) == nullptr) return;
  check_section(context, switches, *declarator);
  if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(declarator)) {
    check_context(context, switches, *function);
  }
  if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(declarator)) {
    check_map(context, switches, *variable);
  }
}

}  // namespace btfkit
