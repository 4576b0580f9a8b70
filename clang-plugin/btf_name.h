// C++ names as BTF names: the scheme of docs/cxx-names.md, frozen by testdata/names.txt.
// No LLVM in here, so that every tool that meets C++ names can follow the same rules.
#pragma once

#include <string>
#include <string_view>

namespace btfkit {

// The kernel before 6.1 accepts names of at most 127 characters.
inline constexpr std::size_t max_btf_name = 127;

// The BTF name of a C++ type, variable or member: `qualified` is spelled as in DWARF, with its
// scopes and template arguments, for example `ns::Pair<int, T *>` -> `ns_Pair_int_T_ptr`.
std::string btf_name(std::string_view qualified);

// The same without scopes, for types that stand for a kernel's: `k::task_struct` -> `task_struct`.
std::string btf_name_without_scopes(std::string_view qualified);

}  // namespace btfkit
