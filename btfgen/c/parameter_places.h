// Where the machine code has a function's parameters, by the locations that DWARF gives them.
#pragma once

#include <cstdint>
#include <vector>

#include "c/debug_strings.h"
#include "c/functions.h"
#include "c/unit_functions.h"
#include "c/unit_types.h"
#include "dwarf/expression.h"

namespace btfkit::btfgen {

inline constexpr int kNoRegister = -1;

// Where the machine code has a parameter.
struct ParameterPlace {
  uint32_t type_size = 0;  // bytes; 0 if it isn't known
  int reg = kNoRegister;   // at the function's start
  bool has_location = false;
  bool has_const_value = false;  // DW_AT_const_value
  bool is_constant = false;      // its location begins as a constant
  bool is_on_stack = false;
  bool is_optimised = false;
  bool is_unexpected = false;
  // Of an aggregate in two registers: a bit for each byte offset at which a piece begins.
  uint64_t first_pieces = 0, second_pieces = 0;
  // The member of the aggregate at the only one of them.
  Name member = kUnnamed;
  uint32_t member_type = 0;
};

// Used again from parameter to parameter of a unit.
class ParameterPlaceReader {
 public:
  ParameterPlaceReader(const UnitTypes& types, const FunctionOptions& options)
      : types_(types), options_(options) {}

  // `format` is that of the unit that `parameter` is in.
  ParameterPlace read(const UnitParameter& parameter, const LocationFormat& format);

 private:
  void read_location(const Location& location, ParameterPlace& place);
  void read_expression(int number, ParameterPlace& place);
  void read_pieces(bool is_first, ParameterPlace& place);
  void find_member(uint32_t type, ParameterPlace& place) const;

  const UnitTypes& types_;
  const FunctionOptions& options_;
  const LocationFormat* format_ = nullptr;
  std::vector<dwarf::Operation> operations_;
};

}  // namespace btfkit::btfgen
