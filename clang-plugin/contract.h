// What the AST half of the plugin tells the IR half: through names and tags in the module itself,
// since the IR half sees no AST and has to work on modules that are compiled one after another.
#pragma once

namespace btfkit {

// Declaration tags (btf_decl_tag) on records; the IR half reads and removes them.
// The record stands for a kernel's type.
inline constexpr char preserve_tag[] = "btfkit:preserve_access_index";
// The record is a std::variant, see tag_variant in record_marks.cpp for what follows the prefix.
inline constexpr char variant_tag_prefix[] = "btfkit:variant:";

// A function with this prefix turns a Derived into a Base: NAME = prefix NUMBER _ OFFSET _ ALIGN,
// the offset of Base in Derived and Derived's alignment in bytes. Its one parameter is a pointer
// or a reference to Derived. Calls to it are what is left in the IR of the access's first type.
inline constexpr char base_of_prefix[] = "btfkit_base_of_";

}  // namespace btfkit
