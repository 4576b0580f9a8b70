// Reads all units of a file with several workers.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "btfgen/encode.h"
#include "c/calling_convention.h"
#include "c/debug_strings.h"
#include "c/elf_functions.h"
#include "c/functions.h"
#include "c/read_unit.h"
#include "c/type_table.h"
#include "c/variables.h"
#include "dwarf/reader.h"

namespace btfkit::btfgen {

// What is kept of a unit once it is read.
struct UnitRecord {
  // Not in C: it was not read.
  bool is_foreign = false;
  // It says no language and was made of parts of other units, so that it has theirs.
  bool is_shared = false;
  std::vector<NodeId> nodes;  // of its types
  std::vector<UnitTag> tags;
  FunctionStates functions;
  std::vector<VariableState> variables;
  uint32_t int_type = 0;  // its `int`
  bool has_arrays = false;
  std::string name;                   // "unit 'a.c'"
  std::vector<std::string> problems;  // what can't be encoded
};

struct ReadUnits {
  TypeTable table;
  std::unique_ptr<NameReader> names;
  std::vector<UnitRecord> records;  // one a group
  // A unit refers to types of another one: their groups must be one.
  bool refers_outside = false;
};

struct UnitInputs {
  const dwarf::Input& dwarf;
  DwarfReader reader;
  const DebugStrings& strings;
  const ElfFunctions& functions;
  const VariableSections& variable_sections;
  ReadOptions options;
  CallingConvention convention;
  bool true_signature = false;
  // Those that are read as one each.
  std::vector<std::span<const dwarf::UnitHeader>> groups;
  unsigned jobs = 1;  // the number of threads; no result depends on it
  const ProgressListener& progress;
};

Result<ReadUnits> read_units(const UnitInputs& inputs);

// Reads the types of some groups alone, once more: those of groups[units[i]]. `names` gets theirs.
Result<std::vector<UnitTypes>> read_types(const UnitInputs& inputs, std::span<const uint32_t> units,
                                          NameReader& names);

}  // namespace btfkit::btfgen
