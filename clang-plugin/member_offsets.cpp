// Offsets that clang would settle when it compiles: offsetof and pointers to members.
//
//   offsetof(task_struct, comm)   ->   __builtin_preserve_field_info(
//                                          ((task_struct*)nullptr)->comm, byte offset)
//   task->*&task_struct::pid      ->   task->pid
//
// A constexpr function stays one: the first is `__builtin_is_constant_evaluated() ? offsetof(...)
// :` before that in it.
#include "member_offsets.h"

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/Expr.h>
#include <clang/AST/ExprCXX.h>
#include <clang/Basic/TargetBuiltins.h>
#include <clang/Sema/DeclSpec.h>
#include <clang/Sema/Ownership.h>
#include <clang/Sema/Sema.h>

namespace btfkit {

namespace {

// Of __builtin_preserve_field_info (enum bpf_core_relo_kind of linux/bpf.h).
constexpr unsigned byte_offset_kind = 0;

clang::Expr* member(clang::Sema& sema, clang::Expr* object, bool is_arrow, clang::FieldDecl* field,
                    clang::SourceLocation at) {
  const clang::ExprResult access =
      sema.BuildFieldReferenceExpr(object, is_arrow, at, clang::CXXScopeSpec(), field,
                                   clang::DeclAccessPair::make(field, clang::AS_public),
                                   clang::DeclarationNameInfo(field->getDeclName(), at));
  return access.isInvalid() ? nullptr : access.get();
}

clang::Expr* builtin(clang::Sema& sema, unsigned id, clang::MultiExprArg arguments,
                     clang::SourceLocation at) {
  return sema.BuildBuiltinCallExpr(at, static_cast<clang::Builtin::ID>(id), arguments);
}

// The member that offsetof names, of an object at null.
clang::Expr* named_member(clang::Sema& sema, clang::OffsetOfExpr& offset) {
  clang::ASTContext& context = sema.Context;
  const clang::SourceLocation at = offset.getBeginLoc();
  const clang::QualType pointer = context.getPointerType(offset.getTypeSourceInfo()->getType());
  // Written out: instances of templates are made without what is implicit.
  clang::Expr* object = clang::CStyleCastExpr::Create(
      context, pointer, clang::VK_PRValue, clang::CK_NullToPointer,
      new (context) clang::CXXNullPtrLiteralExpr(context.NullPtrTy, at), nullptr,
      clang::FPOptionsOverride(), context.getTrivialTypeSourceInfo(pointer, at), at, at);
  bool is_arrow = true;
  for (unsigned i = 0; i < offset.getNumComponents() && object != nullptr; ++i) {
    const clang::OffsetOfNode& step = offset.getComponent(i);
    switch (step.getKind()) {
      case clang::OffsetOfNode::Array: {
        clang::Expr* index = offset.getIndexExpr(step.getArrayExprIndex());
        // The relocation would be of what is behind it only, as in C.
        if (!index->isIntegerConstantExpr(context)) return nullptr;
        const clang::ExprResult element =
            sema.CreateBuiltinArraySubscriptExpr(object, at, index, at);
        object = element.isInvalid() ? nullptr : element.get();
        break;
      }
      case clang::OffsetOfNode::Field:
        object = member(sema, object, is_arrow, step.getField(), at);
        is_arrow = false;
        break;
      case clang::OffsetOfNode::Base:  // the field behind it leads there
        break;
      case clang::OffsetOfNode::Identifier:  // in templates only
        return nullptr;
    }
  }
  return object;
}

}  // namespace

clang::Expr* relocated_offset(clang::Sema& sema, clang::OffsetOfExpr& offset,
                              bool can_be_constant) {
  clang::ASTContext& context = sema.Context;
  const clang::SourceLocation at = offset.getBeginLoc();
  clang::Expr* named = named_member(sema, offset);
  if (named == nullptr) return nullptr;
  clang::Expr* kind = clang::IntegerLiteral::Create(
      context,
      llvm::APInt(static_cast<unsigned>(context.getTypeSize(context.UnsignedIntTy)),
                  byte_offset_kind),
      context.UnsignedIntTy, at);
  clang::Expr* arguments[] = {named, kind};
  clang::Expr* in_kernel =
      builtin(sema, clang::BPF::BI__builtin_preserve_field_info, arguments, at);
  if (in_kernel == nullptr) return nullptr;
  in_kernel =
      clang::ImplicitCastExpr::Create(context, offset.getType(), clang::CK_IntegralCast, in_kernel,
                                      nullptr, clang::VK_PRValue, clang::FPOptionsOverride());
  if (!can_be_constant) return in_kernel;
  clang::Expr* needs_constant =
      builtin(sema, clang::Builtin::BI__builtin_is_constant_evaluated, {}, at);
  if (needs_constant == nullptr) return nullptr;
  auto* chosen = new (context)
      clang::ConditionalOperator(needs_constant, at, &offset, at, in_kernel, offset.getType(),
                                 clang::VK_PRValue, clang::OK_Ordinary);
  return new (context) clang::ParenExpr(at, offset.getEndLoc(), chosen);
}

bool is_relocated_offset(const clang::ConditionalOperator& choice) {
  const auto* call = llvm::dyn_cast<clang::CallExpr>(choice.getCond()->IgnoreParenImpCasts());
  return call != nullptr &&
         call->getBuiltinCallee() == clang::Builtin::BI__builtin_is_constant_evaluated &&
         llvm::isa<clang::OffsetOfExpr>(choice.getTrueExpr()->IgnoreParenImpCasts());
}

clang::Expr* access_by_name(clang::Sema& sema, clang::BinaryOperator& access) {
  clang::Expr::EvalResult result;
  if (!access.getRHS()->EvaluateAsRValue(result, sema.Context)) return nullptr;
  if (!result.Val.isMemberPointer()) return nullptr;
  const auto* field = llvm::dyn_cast_or_null<clang::FieldDecl>(result.Val.getMemberPointerDecl());
  if (field == nullptr) return nullptr;
  return member(sema, access.getLHS(), access.getOpcode() == clang::BO_PtrMemI,
                const_cast<clang::FieldDecl*>(field), access.getOperatorLoc());
}

}  // namespace btfkit
