// What the AST half of the plugin tells the IR half: through names and tags in the module itself,
// since the IR half sees no AST and has to work on modules that are compiled one after another.
#pragma once

namespace btfkit {

// Declaration tags (btf_decl_tag) on records; the IR half reads and removes them.
// The record stands for a kernel's type.
inline constexpr char preserve_tag[] = "btfkit:preserve_access_index";
// The record is a tagged union; tagged_union_text.h says what follows the prefix.
inline constexpr char variant_tag_prefix[] = "btfkit:variant:";
// What [[btf::tagged_union("...")]] calls the tag; for the AST half itself, which looks for the
// member when the record is complete.
inline constexpr char tag_member_tag_prefix[] = "btfkit:tagged_union:";

// What the declaration is called in BTF: [[btf::name("...")]], see name_attribute.cpp. On records,
// fields, typedefs, functions and parameters. A field without a name is not in BTF at all.
inline constexpr char name_tag_prefix[] = "btfkit:name:";
// An enum with such names has a typedef of this name for its underlying type, which carries the
// enum's name tag, and this prefix, NUMBER ':' NAME for an enumerator, counted from 0.
inline constexpr char enum_names_typedef[] = "btfkit_enum_names";
inline constexpr char enumerator_tag_prefix[] = "btfkit:enumerator:";

// A function with this prefix turns a Derived into a Base: NAME = prefix NUMBER _ OFFSET _ ALIGN,
// the offset of Base in Derived and Derived's alignment in bytes. Its one parameter is a pointer
// or a reference to Derived. Calls to it are what is left in the IR of the access's first type.
inline constexpr char base_of_prefix[] = "btfkit_base_of_";

}  // namespace btfkit
