// The units of .debug_info and .debug_types: where they are and how their values are written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dwarf/die.h"
#include "dwarf/sections.h"
#include "support/error.h"

namespace btfkit::dwarf {

// DW_UT_*, also for the units of DWARF before version 5, which don't say it.
enum class UnitKind : uint8_t { kCompile, kType, kPartial, kSkeleton, kSplitCompile, kSplitType };

// Where units lie and what their values lead to. One number, the DieOffset, names any DIE of all
// sections and files that belong to one program.
struct UnitSource {
  std::string name;  // for messages: ".debug_info", "FILE.dwo: .debug_info.dwo"
  Bytes units;
  uint64_t base = 0;        // DieOffset of the first byte of `units`
  uint64_t references = 0;  // DieOffset that DW_FORM_ref_addr counts from
  // The same of .debug_info in the supplementary file (dwz -m), if it is at hand.
  std::optional<uint64_t> alternate;
  Bytes abbreviations;
  Bytes strings;
  Bytes line_strings;
  Bytes alternate_strings;
  Bytes string_offsets;
  Bytes addresses;
  Bytes location_lists;  // .debug_loclists
  Bytes locations;       // .debug_loc
  // Of split DWARF: a unit doesn't say where its offsets of strings and location lists begin, since
  // that is behind their header; its addresses are where the skeleton says.
  bool is_split = false;
  uint64_t address_base = 0;
};

// Sizes and offsets are in bytes. Offsets are DieOffsets, but for `abbreviations`.
struct UnitHeader {
  uint64_t offset;         // of the header
  uint64_t first_die;      // of the unit's own DIE
  uint64_t end;            // behind its last DIE
  uint64_t abbreviations;  // into .debug_abbrev
  uint64_t signature;      // of a type unit; the DWO id of a skeleton or split one
  uint64_t type;           // of a type unit: its type
  uint16_t version;
  uint8_t address_size;
  uint8_t offset_size;  // 4, or 8 in 64-bit DWARF
  UnitKind kind;
  bool in_types;  // of .debug_types
  const UnitSource* source;
};

// Appends the headers of all units of `source`, which must outlive them, in their order. Errors
// name section and offset.
Result<void> read_units(const UnitSource& source, Endian endian, bool in_types,
                        std::vector<UnitHeader>& units);

}  // namespace btfkit::dwarf
