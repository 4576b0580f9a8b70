// C++ names as BTF names, by the scheme of docs/cxx-names.md, which the clang plugin follows, too.
#pragma once

#include <string>
#include <string_view>

namespace btfkit::btfgen {

// Kernels before 6.1 accept names of at most 127 characters.
inline constexpr size_t kMaxName = 127;

// `qualified` is a name as DWARF spells it, with scopes and template arguments:
// `ns::Pair<int, T *>` -> `ns_Pair_int_T_ptr`. The result consists of identifier characters, has at
// most kMaxName of them and no `___` that wasn't in the name: that would mark a flavor. A C
// identifier that is short enough stays as it is.
std::string btf_name(std::string_view qualified);

}  // namespace btfkit::btfgen
