// The stages that run on the AST, in the order in which plugin.cpp calls them.
#pragma once

#include "diagnostics.h"

namespace clang {
class ASTContext;
class Decl;
class EnumDecl;
class Sema;
class TagDecl;
}  // namespace clang

namespace btfkit {

// preserve_attribute.cpp: have `preserve_access_index`, `btf_decl_tag` and `btf_type_tag` accepted
// in C++. False if the built-in spellings couldn't be opened; [[btf::preserve_access_index]] works
// all the same.
bool built_in_attributes_are_open();

// record_marks.cpp: a record is complete. Marks what is inside a preserved record, tells the IR
// half about it, recognises std::variant, and diagnoses what can't be relocated.
void mark_record(clang::Sema& sema, const DiagnosticSwitches& switches, clang::TagDecl& tag);

// name_attribute.cpp: an enum is complete. Tells the IR half how it and its enumerators are called
// in BTF, if [[btf::name]] says so.
void name_enum(clang::Sema& sema, clang::EnumDecl& enumeration);

// loader_checks.cpp: a declaration is complete. Diagnoses what no loader could make sense of:
// sections, contexts of programs, maps.
void check_declaration(const clang::ASTContext& context, const DiagnosticSwitches& switches,
                       const clang::Decl& decl);

// base_accesses.h: class BaseAccesses, for each function body.

}  // namespace btfkit
