// Accesses to inherited fields, and accesses that can't be relocated.
//
//   class [[btf::preserve_access_index]] task_struct : public task_ids { ... };
//   task->pid        // pid is a field of task_ids
//
// The AST has an implicit cast from task_struct to task_ids under the member access, of which
// CodeGen leaves nothing but a byte offset. The relocation's root would be task_ids, which no
// kernel has. So the cast is replaced by a call of a function
//
//   constexpr task_ids* btfkit_base_of_N_OFFSET_ALIGN(task_struct* object) { return object; }
//
// that accesses.cpp finds in the IR and folds into the access. Being an ordinary constexpr function
// with the true conversion in its body it changes nothing for constant evaluation, so bodies can be
// rewritten as soon as they are parsed.
#include "base_accesses.h"

#include <clang/AST/ASTConsumer.h>
#include <clang/AST/ASTContext.h>
#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/RecordLayout.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Sema/Sema.h>

#include <string>
#include <utility>

#include "ast_report.h"
#include "ast_stages.h"
#include "contract.h"
#include "member_offsets.h"

namespace btfkit {

namespace {

using Preserve = clang::BPFPreserveAccessIndexAttr;

// The record that an object expression, a pointer or a glvalue, is or points to.
const clang::CXXRecordDecl* record_of(clang::QualType type) {
  if (type->isPointerType()) type = type->getPointeeType();
  return type->getAsCXXRecordDecl();
}

bool is_preserved(const clang::RecordDecl* record) {
  return record != nullptr && record->getDefinition() != nullptr &&
         record->getDefinition()->hasAttr<Preserve>();
}

bool is_derived_to_base(const clang::CastExpr& cast) {
  return cast.getCastKind() == clang::CK_DerivedToBase ||
         cast.getCastKind() == clang::CK_UncheckedDerivedToBase;
}

// The offset of the base that the cast leads to, or that it comes from; negative if a virtual base
// is on the way.
clang::CharUnits base_offset(const clang::ASTContext& context, const clang::CastExpr& cast,
                             const clang::CXXRecordDecl* derived) {
  clang::CharUnits offset;
  for (const clang::CXXBaseSpecifier* step : cast.path()) {
    const clang::CXXRecordDecl* base = step->getType()->getAsCXXRecordDecl();
    if (step->isVirtual() || base == nullptr) return clang::CharUnits::fromQuantity(-1);
    offset += context.getASTRecordLayout(derived).getBaseClassOffset(base);
    derived = base;
  }
  return offset;
}

// The first access to a preserved member below a node.
class AccessFinder : public clang::RecursiveASTVisitor<AccessFinder> {
 public:
  bool VisitMemberExpr(clang::MemberExpr* access) {
    const auto* field = llvm::dyn_cast<clang::FieldDecl>(access->getMemberDecl());
    if (field == nullptr || access->getBase()->isTypeDependent()) return true;
    if (is_preserved(field->getParent())) found = access;
    return found == nullptr;
  }
  clang::MemberExpr* found = nullptr;
};

}  // namespace

class BaseAccessVisitor : public clang::RecursiveASTVisitor<BaseAccessVisitor> {
 public:
  explicit BaseAccessVisitor(BaseAccesses& stage) : stage_(stage) {}

  bool shouldVisitTemplateInstantiations() const { return true; }

  // Nothing in there is evaluated.
  bool TraverseDecltypeTypeLoc(clang::DecltypeTypeLoc, bool = true) { return true; }
  bool TraverseUnaryExprOrTypeTraitExpr(clang::UnaryExprOrTypeTraitExpr*) { return true; }
  bool TraverseCXXNoexceptExpr(clang::CXXNoexceptExpr*) { return true; }

  bool VisitCallExpr(clang::CallExpr* call) {
    const clang::FunctionDecl* callee = call->getDirectCallee();
    if (callee != nullptr && callee->getBuiltinID() == 0) keep_derived_types(*call, *callee);
    return true;
  }

  bool VisitMemberExpr(clang::MemberExpr* access) {
    const auto* field = llvm::dyn_cast<clang::FieldDecl>(access->getMemberDecl());
    if (field == nullptr || access->getBase()->isTypeDependent()) return true;
    if (!is_preserved(field->getParent())) return true;
    access->setBase(keep_derived_type(access->getBase()));
    return true;
  }

  bool VisitCastExpr(clang::CastExpr* cast) {
    const bool to_base = is_derived_to_base(*cast);
    if (!to_base && cast->getCastKind() != clang::CK_BaseToDerived) return true;
    if (cast->getSubExpr()->isTypeDependent() || inside_access_.contains(cast)) return true;
    const clang::QualType derived_type = to_base ? cast->getSubExpr()->getType() : cast->getType();
    const clang::QualType base_type = to_base ? cast->getType() : cast->getSubExpr()->getType();
    const clang::CXXRecordDecl* derived = record_of(derived_type);
    const clang::CXXRecordDecl* base = record_of(base_type);
    if (!is_preserved(derived) || base == nullptr || base->isEmpty()) return true;
    const clang::CharUnits offset = base_offset(stage_.sema_.Context, *cast, derived);
    if (offset.isZero()) return true;
    report(
        cast, Diagnostic::base_conversion, cast->getExprLoc(),
        "%0 can't be converted to or from its base %1 here: the base's offset of %2 bytes is this "
        "program's, not the kernel's; access the members through %0")
        << derived << base << static_cast<int>(offset.getQuantity());
    return true;
  }

  // CodeGen turns debug info off, and relocations with it, in three places.
  bool VisitDecompositionDecl(clang::DecompositionDecl* declaration) {
    for (clang::BindingDecl* binding : declaration->bindings()) {
      report_without_relocation(binding->getBinding(), "through a structured binding");
    }
    return true;
  }
  bool VisitParmVarDecl(clang::ParmVarDecl* parameter) {
    const bool parsed = parameter->hasDefaultArg() && !parameter->hasUnparsedDefaultArg() &&
                        !parameter->hasUninstantiatedDefaultArg();
    if (parsed) report_without_relocation(parameter->getDefaultArg(), "in a default argument");
    return true;
  }
  bool VisitFunctionDecl(clang::FunctionDecl* function) {
    if (function->hasAttr<clang::NoDebugAttr>() && function->doesThisDeclarationHaveABody()) {
      report_without_relocation(function->getBody(), "in a function with attribute nodebug");
    }
    return true;
  }

  // Its members are accessed where the kernel's type has them, which is not where they are.
  bool VisitVarDecl(clang::VarDecl* variable) {
    if (variable->getType()->isDependentType()) return true;
    const clang::CXXRecordDecl* record = variable->getType()->getAsCXXRecordDecl();
    if (!is_preserved(record)) return true;
    for (const clang::CXXBaseSpecifier& base : record->getDefinition()->bases()) {
      const clang::CXXRecordDecl* type = base.getType()->getAsCXXRecordDecl();
      if (type == nullptr || type->isEmpty()) continue;
      report(variable, Diagnostic::local_layout, variable->getLocation(),
             "variable %0 has this program's layout of %1, but accesses to its members are "
             "relocated to the kernel's")
          << variable << record;
      break;
    }
    return true;
  }

  // Offsets of members are replaced below whatever they stand in.
  bool VisitStmt(clang::Stmt* statement) {
    // A declaration's variables are visited one by one.
    if (constants_ != 0 || llvm::isa<clang::DeclStmt>(statement)) return true;
    for (clang::Stmt*& child : statement->children()) relocate_offset(child);
    return true;
  }

  // What has to be a constant stays one.
  bool TraverseConstantExpr(clang::ConstantExpr* expression) {
    return in_constant(true, [&] { return RecursiveASTVisitor::TraverseConstantExpr(expression); });
  }
  bool TraverseVarDecl(clang::VarDecl* variable) {
    const bool constant = is_constant(*variable);
    if (!constant && constants_ == 0 && variable->hasInit()) {
      relocate_offset(*variable->getInitAddress());
    }
    return in_constant(constant, [&] { return RecursiveASTVisitor::TraverseVarDecl(variable); });
  }
  bool TraverseParmVarDecl(clang::ParmVarDecl* parameter) {
    return in_constant(true, [&] { return RecursiveASTVisitor::TraverseParmVarDecl(parameter); });
  }
  bool TraverseLambdaExpr(clang::LambdaExpr* lambda) {
    const unsigned around = std::exchange(constants_, 0);
    const bool goes_on = in_function(
        lambda->getCallOperator(), [&] { return RecursiveASTVisitor::TraverseLambdaExpr(lambda); });
    constants_ = around;
    return goes_on;
  }
  bool TraverseDecl(clang::Decl* decl) {
    if (decl == nullptr || is_plain(*decl)) return true;
    const auto* function = llvm::dyn_cast<clang::FunctionDecl>(decl);
    if (function == nullptr) return RecursiveASTVisitor::TraverseDecl(decl);
    return in_function(function, [&] { return RecursiveASTVisitor::TraverseDecl(decl); });
  }
  // Code is made of a list's semantic form, which the visitor by itself passes by. clang asks in
  // advance whether all of a list is constant, even if it needn't be.
  bool TraverseInitListExpr(clang::InitListExpr* list) {
    if (clang::InitListExpr* semantic = list->getSemanticForm()) list = semantic;
    return in_constant(in_constexpr_function_, [&] {
      for (clang::Stmt*& child : list->children()) {
        if (constants_ == 0) relocate_offset(child);
        if (!TraverseStmt(child)) return false;
      }
      return true;
    });
  }
  // A check of this program's layout is one.
  bool TraverseStaticAssertDecl(clang::StaticAssertDecl*) { return true; }
  bool TraverseConditionalOperator(clang::ConditionalOperator* choice) {
    if (is_relocated_offset(*choice)) return TraverseStmt(choice->getFalseExpr());
    return RecursiveASTVisitor::TraverseConditionalOperator(choice);
  }

  // Those that are left.
  bool VisitOffsetOfExpr(clang::OffsetOfExpr* expression) {
    if (!is_of_preserved(*expression)) return true;
    report(expression, Diagnostic::offset_of, expression->getBeginLoc(),
           "offsetof in %0 can't be relocated here: it would be the offset in this program's type; "
           "keep it in a local variable that is not const, and use that")
        << expression->getTypeSourceInfo()->getType();
    return true;
  }
  bool VisitBinaryOperator(clang::BinaryOperator* access) {
    if (!is_by_pointer_to_member(*access)) return true;
    report(access, Diagnostic::member_pointer, access->getOperatorLoc(),
           "an access to a member of %0 by a pointer that isn't a constant can't be relocated: it "
           "would be at the offset in this program's type; access the member by its name, or have "
           "the pointer as an argument of a template")
        << record_of(access->getLHS()->getType());
    return true;
  }

 private:
  template <class Traverse>
  bool in_constant(bool constant, Traverse traverse) {
    constants_ += constant ? 1 : 0;
    const bool goes_on = traverse();
    constants_ -= constant ? 1 : 0;
    return goes_on;
  }

  template <class Traverse>
  bool in_function(const clang::FunctionDecl* function, Traverse traverse) {
    const bool around = std::exchange(in_constexpr_function_, function->isConstexpr());
    const bool goes_on = traverse();
    in_constexpr_function_ = around;
    return goes_on;
  }

  // Whether clang computes its first value.
  bool is_constant(clang::VarDecl& variable) const {
    if (!variable.hasInit() || variable.getInit()->isInstantiationDependent()) return false;
    if (variable.hasGlobalStorage()) return true;
    return variable.mightBeUsableInConstantExpressions(stage_.sema_.Context) &&
           variable.evaluateValue() != nullptr;
  }

  static bool is_of_preserved(const clang::OffsetOfExpr& expression) {
    return !expression.isInstantiationDependent() &&
           is_preserved(expression.getTypeSourceInfo()->getType()->getAsCXXRecordDecl());
  }

  static bool is_by_pointer_to_member(const clang::BinaryOperator& access) {
    return access.isPtrMemOp() && !access.isInstantiationDependent() &&
           access.getRHS()->getType()->isMemberDataPointerType() &&
           is_preserved(record_of(access.getLHS()->getType()));
  }

  void relocate_offset(clang::Stmt*& expression) {
    clang::Expr* relocated = nullptr;
    if (auto* offset = llvm::dyn_cast_or_null<clang::OffsetOfExpr>(expression)) {
      if (is_of_preserved(*offset))
        relocated = relocated_offset(stage_.sema_, *offset, in_constexpr_function_);
    } else if (auto* access = llvm::dyn_cast_or_null<clang::BinaryOperator>(expression)) {
      if (is_by_pointer_to_member(*access)) relocated = access_by_name(stage_.sema_, *access);
    }
    if (relocated == nullptr) return;
    expression = relocated;
    // Not all that clang has in two places is visited in both, as a lambda's captures are not.
    TraverseStmt(relocated);
  }

  // A function or method of a base, called with a derived object: base_methods.cpp makes a copy of
  // it for the derived type.
  void keep_derived_types(clang::CallExpr& call, const clang::FunctionDecl& callee) {
    const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&callee);
    if (method != nullptr && method->isVirtual()) return;
    for (unsigned i = 0; i < call.getNumArgs(); ++i) {
      if (is_preserved(record_of(call.getArg(i)->getType()))) {
        call.setArg(i, keep_derived_type(call.getArg(i)));
      }
    }
    auto* named = llvm::dyn_cast<clang::MemberExpr>(call.getCallee()->IgnoreParens());
    const bool has_object = named != nullptr && method != nullptr && method->isInstance();
    if (has_object && is_preserved(method->getParent())) {
      named->setBase(keep_derived_type(named->getBase()));
    }
  }

  clang::Expr* keep_derived_type(clang::Expr* object) {
    clang::Expr* kept = stage_.keep_derived_type(object);
    inside_access_.insert(kept->IgnoreParens());
    return kept;
  }

  void report_without_relocation(clang::Stmt* where, llvm::StringRef how) {
    AccessFinder finder;
    if (where != nullptr) finder.TraverseStmt(where);
    if (finder.found == nullptr) return;
    report(finder.found, Diagnostic::unrelocatable, finder.found->getMemberLoc(),
           "an access to %0 %1 can't be relocated")
        << llvm::cast<clang::FieldDecl>(finder.found->getMemberDecl()) << how;
  }

  clang::DiagnosticBuilder report(const void* once, Diagnostic diagnostic, clang::SourceLocation at,
                                  llvm::StringRef text) {
    DiagnosticSwitches silent;
    silent.turn_off(diagnostic);
    const bool first = stage_.first_report(once);
    return btfkit::report(stage_.sema_.getDiagnostics(), first ? stage_.switches_ : silent,
                          diagnostic, at, text);
  }

  BaseAccesses& stage_;
  // How many constants are around what is visited.
  unsigned constants_ = 0;
  bool in_constexpr_function_ = false;
  std::set<const clang::Expr*> inside_access_;
};

void BaseAccesses::visit(clang::Decl& decl) {
  BaseAccessVisitor(*this).TraverseDecl(&decl);
}

// `object` with its implicit conversions to a base, innermost first, replaced by calls.
clang::Expr* BaseAccesses::keep_derived_type(clang::Expr* object) {
  auto* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(object);
  // A method can ask for a const object.
  if (cast != nullptr && cast->getCastKind() == clang::CK_NoOp) {
    cast->setSubExpr(keep_derived_type(cast->getSubExpr()));
    return cast;
  }
  if (cast == nullptr || !is_derived_to_base(*cast)) return object;
  if (!is_preserved(record_of(cast->getSubExpr()->getType()))) return object;
  if (cast->isPRValue() && !cast->getType()->isPointerType()) return object;
  clang::FunctionDecl* function = base_of(*cast);
  if (function == nullptr) return object;

  clang::ASTContext& context = sema_.Context;
  const clang::SourceLocation at = cast->getExprLoc();
  auto* name =
      clang::DeclRefExpr::Create(context, clang::NestedNameSpecifierLoc(), clang::SourceLocation(),
                                 function, false, at, function->getType(), clang::VK_LValue);
  auto* callee = clang::ImplicitCastExpr::Create(
      context, context.getPointerType(function->getType()), clang::CK_FunctionToPointerDecay, name,
      nullptr, clang::VK_PRValue, clang::FPOptionsOverride());
  clang::Expr* argument = keep_derived_type(cast->getSubExpr());
  // For a member access an xvalue is as good as an lvalue.
  const clang::ExprValueKind kind = cast->isPRValue() ? clang::VK_PRValue : clang::VK_LValue;
  return clang::CallExpr::Create(context, callee, {argument}, cast->getType(), kind, at,
                                 clang::FPOptionsOverride());
}

// The function that stands for this conversion; null if its offset isn't a constant.
clang::FunctionDecl* BaseAccesses::base_of(clang::ImplicitCastExpr& cast) {
  clang::ASTContext& context = sema_.Context;
  const bool is_pointer = cast.isPRValue();
  clang::QualType from = cast.getSubExpr()->getType();
  clang::QualType to = cast.getType();
  const clang::CXXRecordDecl* derived = record_of(from);
  const clang::CharUnits offset = base_offset(context, cast, derived);
  if (offset.isNegative()) return nullptr;
  if (!is_pointer) {
    from = context.getLValueReferenceType(from);
    to = context.getLValueReferenceType(to);
  }

  clang::FunctionDecl*& function = functions_[{from.getCanonicalType().getAsOpaquePtr(),
                                               to.getCanonicalType().getAsOpaquePtr()}];
  if (function != nullptr) return function;

  const clang::SourceLocation at = cast.getExprLoc();
  const clang::QualType object_type =
      is_pointer ? from->getPointeeType() : from.getNonReferenceType();
  const std::string name = base_of_prefix + std::to_string(functions_.size()) + "_" +
                           std::to_string(offset.getQuantity()) + "_" +
                           std::to_string(context.getTypeAlignInChars(object_type).getQuantity());
  clang::TranslationUnitDecl* unit = context.getTranslationUnitDecl();
  const clang::QualType type =
      context.getFunctionType(to, {from}, clang::FunctionProtoType::ExtProtoInfo());
  function = clang::FunctionDecl::Create(
      context, unit, at, at, clang::DeclarationName(&context.Idents.get(name)), type,
      context.getTrivialTypeSourceInfo(type, at), clang::SC_Static, false, true, true,
      clang::ConstexprSpecKind::Constexpr);
  function->setImplicit();
  auto* object = clang::ParmVarDecl::Create(
      context, function, at, at, &context.Idents.get("object"), from,
      context.getTrivialTypeSourceInfo(from, at), clang::SC_None, nullptr);
  function->setParams({object});

  clang::Expr* value =
      clang::DeclRefExpr::Create(context, clang::NestedNameSpecifierLoc(), clang::SourceLocation(),
                                 object, false, at, from.getNonReferenceType(), clang::VK_LValue);
  if (is_pointer) {
    value = clang::ImplicitCastExpr::Create(context, from, clang::CK_LValueToRValue, value, nullptr,
                                            clang::VK_PRValue, clang::FPOptionsOverride());
  }
  clang::CXXCastPath path(cast.path_begin(), cast.path_end());
  value = clang::ImplicitCastExpr::Create(context, cast.getType(), cast.getCastKind(), value, &path,
                                          is_pointer ? clang::VK_PRValue : clang::VK_LValue,
                                          clang::FPOptionsOverride());
  clang::Stmt* body = clang::ReturnStmt::Create(context, at, value, nullptr);
  function->setBody(
      clang::CompoundStmt::Create(context, {body}, clang::FPOptionsOverride(), at, at));
  // CodeGen learns of definitions through this door only.
  sema_.Consumer.HandleTopLevelDecl(clang::DeclGroupRef(function));
  return function;
}

}  // namespace btfkit
