// The stage that looks at what functions do with preserved records.
#pragma once

#include <clang/AST/Type.h>

#include <map>
#include <set>
#include <utility>

#include "diagnostics.h"

namespace clang {
class Decl;
class Expr;
class FunctionDecl;
class ImplicitCastExpr;
class Sema;
}  // namespace clang

namespace btfkit {

class BaseAccesses {
 public:
  BaseAccesses(clang::Sema& sema, const DiagnosticSwitches& switches)
      : sema_(sema), switches_(switches) {}

  // In all functions below `decl`: makes accesses to inherited fields keep the type that the source
  // names, and diagnoses accesses that would not be relocated. Seeing a function twice is harmless.
  void visit(clang::Decl& decl);

 private:
  friend class BaseAccessVisitor;

  clang::Expr* keep_derived_type(clang::Expr* object);
  clang::FunctionDecl* base_of(clang::ImplicitCastExpr& cast);
  // True the first time for a node: a function can be seen more than once.
  bool first_report(const void* node) { return reported_.insert(node).second; }

  clang::Sema& sema_;
  const DiagnosticSwitches& switches_;
  // Looked up only, never iterated: the numbers in the names follow the source.
  std::map<std::pair<const void*, const void*>, clang::FunctionDecl*> functions_;
  std::set<const void*> reported_;
};

}  // namespace btfkit
