// Which functions of a unit can be encoded, and what their parameters are in the machine code:
// optimisers leave parameters out, reorder them and pass them elsewhere, and who attaches to such
// a function by its source's signature reads nonsense. The rules are pahole's.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "c/calling_convention.h"
#include "c/debug_strings.h"
#include "c/elf_functions.h"
#include "c/unit_functions.h"
#include "c/unit_types.h"
#include "dwarf/expression.h"

namespace btfkit::btfgen {

struct FunctionParameter {
  Name name;
  uint32_t type;  // the unit's number
  // Where all that is passed of a struct is one member: the member. The type is that one's.
  Name member = kUnnamed;
};

// What one DIE says about a function that the symbol table has.
struct FunctionState {
  uint32_t function;  // index in ElfFunctions
  uint32_t unit;
  uint64_t address;  // 0 if the DIE has none
  uint32_t result;
  uint32_t first_parameter, parameters;
  uint32_t first_tag, tags;
  bool has_optimised_parameters = false;
  bool has_unexpected_register = false;
  bool has_uncertain_location = false;
  bool has_reordered_parameters = false;
  bool has_changed_signature = false;
};

struct FunctionStates {
  std::vector<FunctionState> states;
  std::vector<FunctionParameter> parameters;
  std::vector<FunctionTag> tags;
};

// What reading the locations of one of DWARF's units depends on.
struct LocationFormat {
  uint32_t begin;  // offset from the start of what is read as one unit
  bool is_clang;   // the producer
  dwarf::ExpressionFormat expression;
  uint64_t lists_base;  // of DW_FORM_loclistx
  Bytes lists;          // .debug_loclists or .debug_loc
};

// That of the unit in which `die` is. `formats` are by `begin`, and begin before it.
const LocationFormat& format_of(uint32_t die, std::span<const LocationFormat> formats);

struct FunctionOptions {
  CallingConvention convention;
  bool true_signature = false;          // parameters as the machine code has them
  std::vector<LocationFormat> formats;  // by `begin`
};

// Appends what `functions` says about those in `symbols`. It is used up.
void analyse_functions(const UnitTypes& types, UnitFunctions& functions, uint32_t unit,
                       const ElfFunctions& symbols, const FunctionOptions& options,
                       FunctionStates& states);

}  // namespace btfkit::btfgen
