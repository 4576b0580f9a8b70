// Reads all units of a file with several workers.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "calling_convention.h"
#include "debug_strings.h"
#include "dwarf/cursor.h"
#include "dwarf/sections.h"
#include "dwarf/units.h"
#include "elf_functions.h"
#include "functions.h"
#include "read_unit.h"
#include "type_table.h"
#include "variables.h"

namespace btfkit::btfgen {

// What is kept of a unit once it is read.
struct UnitRecord {
  std::vector<NodeId> nodes;  // of its types
  std::vector<UnitTag> tags;
  FunctionStates functions;
  std::vector<VariableState> variables;
  uint32_t int_type = 0;  // its `int`
  bool has_arrays = false;
  std::string name;                   // where it has problems
  std::vector<std::string> problems;  // what can't be encoded
};

struct ReadUnits {
  TypeTable table;
  std::unique_ptr<NameReader> names;
  std::vector<UnitRecord> records;  // one a group
};

struct UnitInputs {
  const dwarf::Sections& sections;
  const dwarf::TypeSignatures& signatures;
  const DebugStrings& strings;
  const ElfFunctions& functions;
  const VariableSections& variable_sections;
  ReadOptions options;
  CallingConvention convention;
  bool true_signature = false;
  // Those that are read as one each.
  std::vector<std::span<const dwarf::UnitHeader>> groups;
};

// `jobs` is the number of threads, at least 1; the result doesn't depend on it.
Result<ReadUnits> read_units(const UnitInputs& inputs, unsigned jobs);

// Reads group `unit` once more, into `types`.
Result<void> read_again(const UnitInputs& inputs, uint32_t unit, NameReader& names,
                        dwarf::Cursor& cursor, UnitTypes& types);

}  // namespace btfkit::btfgen
