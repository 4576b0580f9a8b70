// The functions and variables of one unit as DWARF describes them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "c/debug_strings.h"
#include "dwarf/die.h"

namespace btfkit::btfgen {

// References to types are type numbers of the unit (0: void), those to other DIEs (`die`, `origin`,
// `specification`) offsets from the unit's start (0: none).

// Where a parameter or variable is, as its DIE says; decoded when it is needed.
struct Location {
  uint64_t value;
  uint32_t size;
  dwarf::LocationForm form;
};

struct UnitParameter {
  Name name;
  uint32_t die;
  uint32_t type;
  uint32_t origin;
  bool has_type;
  bool has_const_value;
  std::optional<Location> location;
};

// A decl tag on a function or, `component` counting from 0, on one of its parameters.
struct FunctionTag {
  Name value;
  int32_t component;
};

struct UnitFunction {
  Name name;
  uint32_t die;
  uint32_t result;
  uint32_t origin;
  uint32_t specification;
  bool has_result;
  bool is_declaration;
  bool is_variadic;
  bool is_nocall;   // DW_CC_nocall: not called by the platform's convention
  bool is_inlined;  // DW_AT_inline says something else than "no"
  uint64_t low_pc;
  uint32_t first_parameter, parameters;
  uint32_t first_tag, tags;
};

struct UnitVariable {
  Name name;
  uint32_t die;
  uint32_t type;
  uint32_t specification;
  bool has_type;
  bool is_declaration;
  bool is_external;
  bool is_candidate;  // at the unit's top level and not artificial
  std::optional<Location> location;
  uint32_t first_tag, tags;
};

struct UnitFunctions {
  std::vector<UnitFunction> functions;
  std::vector<UnitParameter> parameters;
  std::vector<UnitVariable> variables;
  std::vector<FunctionTag> tags;

  void clear() {
    functions.clear();
    parameters.clear();
    variables.clear();
    tags.clear();
  }
};

}  // namespace btfkit::btfgen
