// The declarations that loaders read, wherever they are: namespaces, extern "C", static members.
#include "loader_checks.h"

#include <clang/AST/DeclCXX.h>

#include "abi/program_sections.h"
#include "ast_stages.h"

namespace btfkit {

namespace {

// A loader is the one that calls a program: clang would drop it if it is `static`, or in an
// anonymous namespace, and nothing else uses it.
void keep_program(clang::ASTContext& context, clang::FunctionDecl& function) {
  llvm::StringRef section = written_section(function)->getName();
  section.consume_front("?");
  const bool program = abi::find_program_section({section.data(), section.size()}) != nullptr;
  if (!program || function.hasAttr<clang::UsedAttr>()) return;
  function.addAttr(clang::UsedAttr::CreateImplicit(context));
}

}  // namespace

void check_declaration(clang::ASTContext& context, const DiagnosticSwitches& switches,
                       clang::Decl& decl) {
  if (llvm::isa<clang::NamespaceDecl, clang::LinkageSpecDecl, clang::ExportDecl,
                clang::CXXRecordDecl>(decl)) {
    const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(&decl);
    if (record != nullptr && record->isDependentContext()) return;
    for (clang::Decl* inner : llvm::cast<clang::DeclContext>(decl).decls()) {
      check_declaration(context, switches, *inner);
    }
    return;
  }
  auto* declarator = llvm::dyn_cast<clang::DeclaratorDecl>(&decl);
  if (declarator == nullptr || declarator->isTemplated() || declarator->isInvalidDecl()) return;
  if (written_section(*declarator) == nullptr) return;
  check_section(context, switches, *declarator);
  if (auto* function = llvm::dyn_cast<clang::FunctionDecl>(declarator)) {
    keep_program(context, *function);
    check_context(context, switches, *function);
  }
  if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(declarator)) {
    check_map(context, switches, *variable);
  }
}

}  // namespace btfkit
