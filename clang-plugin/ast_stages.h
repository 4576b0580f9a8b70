// The stages that run on the AST, in the order in which plugin.cpp calls them.
#pragma once

#include <llvm/ADT/StringRef.h>

#include "diagnostics.h"

namespace clang {
class ASTContext;
class BTFDeclTagAttr;
class CXXRecordDecl;
class Decl;
class EnumDecl;
class NamedDecl;
class RecordDecl;
class Sema;
class TagDecl;
}  // namespace clang

namespace btfkit {

// preserve_attribute.cpp: have `preserve_access_index`, `preserve_static_offset`, `btf_decl_tag`
// and `btf_type_tag` accepted in C++. False if the built-in spellings couldn't be opened;
// [[btf::preserve_access_index]] works all the same.
bool built_in_attributes_are_open();

// record_marks.cpp: a record is complete. Marks what is inside a preserved record, tells the IR
// half about it, and diagnoses what can't be relocated.
void mark_record(clang::Sema& sema, const DiagnosticSwitches& switches, clang::TagDecl& tag);

// tagged_unions.cpp: a record is complete. Tells the IR half if it is a tagged union, and complains
// if it is marked as one and isn't.
void describe_tagged_union(clang::Sema& sema, const DiagnosticSwitches& switches,
                           clang::CXXRecordDecl& record);
// True, and said, if `record` is marked as a tagged union and covered by preserve_access_index.
bool reject_preserved_tagged_union(clang::Sema& sema, const DiagnosticSwitches& switches,
                                   const clang::RecordDecl& record);

// tagged_union_attribute.cpp: the tag that holds the name of the tag's member; null if the record
// isn't marked.
const clang::BTFDeclTagAttr* tag_member_of(const clang::Decl& decl);

// name_attribute.cpp: what the declaration is called in BTF, before letters are replaced.
llvm::StringRef name_in_btf(const clang::NamedDecl& decl);

// name_attribute.cpp: an enum is complete. Tells the IR half how it and its enumerators are called
// in BTF, if [[btf::name]] says so.
void name_enum(clang::Sema& sema, clang::EnumDecl& enumeration);

// loader_checks.cpp: a declaration is complete. Diagnoses what no loader could make sense of:
// sections, contexts of programs, maps. Keeps programs that nothing calls.
void check_declaration(clang::ASTContext& context, const DiagnosticSwitches& switches,
                       clang::Decl& decl);

// plain_declarations.cpp: no expression that the stages look for can be in the declaration, nor one
// that loaders read.
bool is_plain(const clang::Decl& decl);

// base_accesses.h: class BaseAccesses, for each function body.

}  // namespace btfkit
