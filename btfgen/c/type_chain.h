// From a type through typedefs, qualifiers and arrays to what is behind them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>

#include "c/unit_types.h"

namespace btfkit::btfgen {

class KindSet {
 public:
  constexpr KindSet(std::initializer_list<TypeKind> kinds) {
    for (TypeKind kind : kinds) bits_ |= bit(kind);
  }
  constexpr bool contains(TypeKind kind) const { return (bits_ & bit(kind)) != 0; }

 private:
  static constexpr uint32_t bit(TypeKind kind) { return uint32_t{1} << static_cast<int>(kind); }

  uint32_t bits_ = 0;
};

inline constexpr KindSet kModifiers = {TypeKind::kTypedef, TypeKind::kVolatile, TypeKind::kConst,
                                       TypeKind::kRestrict, TypeKind::kTypeTag};

// The first type from `type` on that isn't of one of `kinds`, or 0 for void and for a cycle, which
// damaged debug info can have. `of(n)` is the type with the number n, of `count` in all.
template <typename Of>
uint32_t skip(const KindSet& kinds, uint32_t type, size_t count, Of of) {
  for (size_t steps = 0; type != 0 && steps <= count; ++steps) {
    const UnitType& at = of(type);
    if (!kinds.contains(at.kind)) return type;
    type = at.target;
  }
  return 0;
}

// The size of type `type` in bytes, or nothing if it has none or too many elements for BTF. `of`
// and `count` as above.
template <typename Of>
std::optional<uint64_t> size_of(uint32_t type, uint32_t address_size, size_t count, Of of) {
  uint64_t elements = 1;
  for (size_t steps = 0; steps <= count; ++steps) {
    type = skip(kModifiers, type, count, of);
    if (type == 0) return std::nullopt;
    const UnitType& at = of(type);
    switch (at.kind) {
      case TypeKind::kPtr:
        return elements * address_size;
      case TypeKind::kInt:
      case TypeKind::kFloat:
      case TypeKind::kStruct:
      case TypeKind::kUnion:
      case TypeKind::kEnum:
      case TypeKind::kEnum64:
        return elements * at.size;
      case TypeKind::kArray:
        elements *= at.size;
        if (elements > std::numeric_limits<uint32_t>::max()) return std::nullopt;
        type = at.target;
        break;
      default:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

// The same for the types of a unit.
inline uint32_t skip(const KindSet& kinds, const UnitTypes& types, uint32_t type) {
  return skip(kinds, type, types.types.size(),
              [&](uint32_t n) -> const UnitType& { return types.types[n - 1]; });
}
inline std::optional<uint64_t> size_of(const UnitTypes& types, uint32_t type,
                                       uint32_t address_size) {
  return size_of(type, address_size, types.types.size(),
                 [&](uint32_t n) -> const UnitType& { return types.types[n - 1]; });
}

}  // namespace btfkit::btfgen
