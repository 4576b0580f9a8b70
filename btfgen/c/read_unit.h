// Reads the DIEs of a C unit: its types, numbered as pahole numbers them, its functions and
// variables.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "c/debug_strings.h"
#include "c/references.h"
#include "c/unit_functions.h"
#include "c/unit_types.h"
#include "dwarf/cursor.h"
#include "dwarf/units.h"
#include "support/error.h"

namespace btfkit::btfgen {

struct ReadOptions {
  Endian endian = Endian::kLittle;
  bool floats = true;  // FLOAT instead of INT
  bool enum64 = true;  // ENUM64 for enumerations of 8 bytes
  bool type_tags = true;
  bool decl_tags = true;
  bool functions = true;
  bool variables = true;
};

// What read_unit() works in, used again from unit to unit.
class ReadMemory {
 public:
  ReadMemory();
  ReadMemory(ReadMemory&&) noexcept;
  ~ReadMemory();

  // Those of the unit read last.
  References& references();

 private:
  template <typename Reader>
  friend class UnitReader;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Reads `group` as one unit: one of DWARF's, or all that refer to each other's DIEs.
// `types` and `functions` are cleared first. The references of the types stay DIE offsets, which
// those of `memory` resolve. Errors name section and offset.
template <typename Reader>
Result<void> read_unit(Reader& reader, std::span<const dwarf::UnitHeader> group,
                       const ReadOptions& options, NameReader& names, ReadMemory& memory,
                       UnitTypes& types, UnitFunctions& functions);

// One for each reader, so that the fast one is called directly.
extern template Result<void> read_unit(dwarf::Cursor&, std::span<const dwarf::UnitHeader>,
                                       const ReadOptions&, NameReader&, ReadMemory&, UnitTypes&,
                                       UnitFunctions&);
extern template Result<void> read_unit(dwarf::Reader&, std::span<const dwarf::UnitHeader>,
                                       const ReadOptions&, NameReader&, ReadMemory&, UnitTypes&,
                                       UnitFunctions&);

}  // namespace btfkit::btfgen
