// Declarations in which no expression can be that the stages look for. A kernel's header has a
// hundred thousand lines of them, and walking each of their types takes longer than all else.
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/Expr.h>
#include <clang/AST/TypeLoc.h>
#include <llvm/ADT/STLExtras.h>

#include "ast_stages.h"

namespace btfkit {

namespace {

// A number, with a sign or without.
bool is_literal(const clang::Expr* expression) {
  if (expression == nullptr) return true;
  expression = expression->IgnoreParenImpCasts();
  if (const auto* constant = llvm::dyn_cast<clang::ConstantExpr>(expression)) {
    expression = constant->getSubExpr()->IgnoreParenImpCasts();
  }
  if (const auto* sign = llvm::dyn_cast<clang::UnaryOperator>(expression)) {
    expression = sign->getSubExpr()->IgnoreParenImpCasts();
  }
  return llvm::isa<clang::IntegerLiteral>(expression);
}

bool is_plain_type(clang::TypeLoc type) {
  for (; !type.isNull(); type = type.getNextTypeLoc()) {
    if (const auto array = type.getAs<clang::ArrayTypeLoc>()) {
      if (!is_literal(array.getSizeExpr())) return false;
    } else if (const auto function = type.getAs<clang::FunctionTypeLoc>()) {
      for (const clang::ParmVarDecl* parameter : function.getParams()) {
        if (parameter != nullptr && !is_plain(*parameter)) return false;
      }
    } else if (type.getAs<clang::TypeOfExprTypeLoc>() || type.getAs<clang::DecltypeTypeLoc>() ||
               type.getAs<clang::TemplateSpecializationTypeLoc>() ||
               type.getAs<clang::AutoTypeLoc>()) {
      return false;
    }
  }
  return true;
}

bool is_plain_type(const clang::TypeSourceInfo* written) {
  return written != nullptr && is_plain_type(written->getTypeLoc());
}

bool is_plain_record(const clang::CXXRecordDecl& record) {
  if (record.getDescribedClassTemplate() != nullptr || record.isDependentContext() ||
      llvm::isa<clang::ClassTemplateSpecializationDecl>(record)) {
    return false;
  }
  if (!record.isThisDeclarationADefinition()) return true;
  return record.getNumBases() == 0 &&
         llvm::all_of(record.decls(), [](const clang::Decl* member) { return is_plain(*member); });
}

}  // namespace

bool is_plain(const clang::Decl& decl) {
  if (decl.isImplicit()) return true;
  if (const auto* field = llvm::dyn_cast<clang::FieldDecl>(&decl)) {
    return !field->hasInClassInitializer() && is_literal(field->getBitWidth()) &&
           is_plain_type(field->getTypeSourceInfo());
  }
  if (const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(&decl)) {
    return is_plain_record(*record);
  }
  if (const auto* enumerator = llvm::dyn_cast<clang::EnumConstantDecl>(&decl)) {
    return is_literal(enumerator->getInitExpr());
  }
  if (const auto* enumeration = llvm::dyn_cast<clang::EnumDecl>(&decl)) {
    return llvm::all_of(enumeration->enumerators(),
                        [](const clang::EnumConstantDecl* each) { return is_plain(*each); });
  }
  if (const auto* alias = llvm::dyn_cast<clang::TypedefNameDecl>(&decl)) {
    return !alias->isTemplated() && is_plain_type(alias->getTypeSourceInfo());
  }
  if (const auto* parameter = llvm::dyn_cast<clang::ParmVarDecl>(&decl)) {
    return !parameter->hasDefaultArg() && is_plain_type(parameter->getTypeSourceInfo());
  }
  return llvm::isa<clang::IndirectFieldDecl, clang::AccessSpecDecl, clang::EmptyDecl>(decl);
}

}  // namespace btfkit
