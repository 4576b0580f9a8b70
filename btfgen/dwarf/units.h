// The units of .debug_info and .debug_types: where they are and how their values are written.
#pragma once

#include <cstdint>
#include <vector>

#include "dwarf/die.h"
#include "dwarf/sections.h"
#include "support/error.h"

namespace btfkit::dwarf {

// DW_UT_*, also for the units of DWARF before version 5, which don't say it.
enum class UnitKind : uint8_t { kCompile, kType, kPartial, kSkeleton, kSplitCompile, kSplitType };

// Sizes and offsets are in bytes. Offsets are DieOffsets, but for `abbreviations`.
struct UnitHeader {
  uint64_t offset;       // of the header
  uint64_t first_die;    // of the unit's own DIE
  uint64_t end;          // behind its last DIE
  uint64_t abbreviations;  // into .debug_abbrev
  uint64_t signature;    // of a type unit; the DWO id of a skeleton or split one
  uint64_t type;         // of a type unit: its type
  uint16_t version;
  uint8_t address_size;
  uint8_t offset_size;  // 4, or 8 in 64-bit DWARF
  UnitKind kind;
  bool in_types;  // of .debug_types
};

// Reads the headers of all units, in the order of the file: .debug_info before .debug_types.
// Errors name section and offset.
Result<std::vector<UnitHeader>> read_units(const Sections& sections);

}  // namespace btfkit::dwarf
