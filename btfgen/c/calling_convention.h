// In which registers a machine's calling convention passes the parameters of a function.
#pragma once

#include <cstdint>
#include <span>

namespace btfkit::btfgen {

struct CallingConvention {
  // How many registers pass parameters; 0 if that isn't known.
  int registers = 0;
  // Their DWARF numbers in the order of the parameters, where that is known.
  std::span<const int> numbers;
  // Whether an aggregate of up to twice the size of an address is passed in two registers.
  bool splits_aggregates = true;
};

// Of an EM_*. Known are those that pahole knows.
CallingConvention calling_convention(uint16_t machine);

}  // namespace btfkit::btfgen
