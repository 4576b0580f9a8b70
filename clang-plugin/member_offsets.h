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

// An expression for `offsetof(T, member)` that is relocated where it is computed at run time, and
// the same constant wherever a constant is needed. Null if clang refuses it.
clang::Expr* relocated_offset(clang::Sema& sema, clang::OffsetOfExpr& offset);

// Whether it is what relocated_offset made.
bool is_relocated_offset(const clang::ConditionalOperator& choice);

// `object->member` for an `object->*pointer` whose pointer to a data member is a constant; null if
// it is none.
clang::Expr* access_by_name(clang::Sema& sema, clang::BinaryOperator& access);

}  // namespace btfkit
