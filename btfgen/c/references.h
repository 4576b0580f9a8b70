// References between the DIEs of a unit: from offsets to the numbers of types.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "c/type_numbers.h"
#include "c/unit_functions.h"
#include "c/unit_types.h"

namespace btfkit::btfgen {

// In the place of an offset: a DIE of another unit.
inline constexpr uint32_t kOutside = std::numeric_limits<uint32_t>::max();

// Knows which type a DIE of the unit became, or, where BTF has none of it, what stands for it. What
// a reference can't mean is told in the problems of UnitTypes and is void.
class References {
 public:
  // `dies` are those of the unit's types by number; the unit begins at DIE offset `base` and has
  // `size` bytes. `types` must stay where it is. Resolves the references of `functions`; those of
  // the types stay offsets until each was resolved once.
  void begin(uint64_t base, uint32_t size, const std::vector<uint32_t>& dies, UnitTypes& types,
             UnitFunctions& functions);

  // That of a type to another one.
  void resolve(UnitType& type) {
    type.target = find(type.target);
    if (is_enum(type.kind)) take_underlying(type);
  }
  // That of an entry with a type.
  void resolve(UnitEntry& entry) { entry.target = find(entry.target); }
  // Those of all types and their entries, instead.
  void resolve_types();

 private:
  uint32_t find(uint32_t die) {
    if (die == 0) return 0;
    uint32_t found = die == kOutside ? TypeNumbers::kNone : numbers_.find(die);
    if (found == TypeNumbers::kNone) [[unlikely]]
      return tell_missing(die);
    return found;
  }
  [[gnu::cold, gnu::noinline]] uint32_t tell_missing(uint32_t die);
  void take_underlying(UnitType& enumeration) const;
  [[gnu::cold]] void replace_stand_ins();

  uint64_t base_ = 0;
  TypeNumbers numbers_;
  UnitTypes* types_ = nullptr;
};

}  // namespace btfkit::btfgen
