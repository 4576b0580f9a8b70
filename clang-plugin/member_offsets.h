// What takes the place of offsets of members that clang would settle when it compiles.
#pragma once

namespace clang {
class BinaryOperator;
class ConditionalOperator;
class Expr;
class OffsetOfExpr;
class Sema;
}  // namespace clang

namespace btfkit {

// An expression for `offsetof(T, member)` that is relocated; if it `can_be_constant`, it is the
// same constant as before wherever a constant is needed. Null if there is none.
clang::Expr* relocated_offset(clang::Sema& sema, clang::OffsetOfExpr& offset, bool can_be_constant);

// Whether it is what relocated_offset made of one that can be constant.
bool is_relocated_offset(const clang::ConditionalOperator& choice);

// `object->member` for an `object->*pointer` whose pointer to a data member is a constant; null if
// it is none.
clang::Expr* access_by_name(clang::Sema& sema, clang::BinaryOperator& access);

}  // namespace btfkit
