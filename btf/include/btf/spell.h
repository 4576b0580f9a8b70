// A type as C spells it, under its own name: `const struct foo *(*name[4])(int)`.
#pragma once

#include <string>
#include <string_view>

#include "btf/model.h"

namespace btfkit::btf {

// The parts of a declaration, from left to right; the name stands between the last two.
struct Spelling {
  TypeId base;            // what all is made of; behind `specifier`
  std::string specifier;  // "const struct foo", "struct {...}"
  std::string before;     // "*(*"
  std::string after;      // "[4])(int)"

  // `const struct foo *(*name[4])(int)`; without a name, `const struct foo *(*[4])(int)`.
  std::string around(std::string_view name) const;
};

// Where a type without a name stands, `specifier` has "struct {...}". Crafted types whose
// declaration has no end, or one too far away, get a "..." in its place.
Spelling spell(const Btf& btf, TypeId id);

// An enumerator's value in decimal; `value` is its bits.
std::string enumerator_value(bool is_signed, uint32_t value);
std::string enumerator_value(bool is_signed, uint64_t value);

// "struct", "union" and "enum" for what has such a keyword (Fwd, too), and "".
std::string_view keyword(const Kind& kind);

}  // namespace btfkit::btf
