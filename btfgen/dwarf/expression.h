// DWARF expressions and location lists, as far as the places of parameters and variables need them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dwarf/die.h"
#include "dwarf/sections.h"
#include "dwarf/units.h"
#include "support/bytes.h"

namespace btfkit::dwarf {

// DW_OP_*.
enum class Op : uint8_t {
  kAddr = 0x03,
  kConstu = 0x10,
  kConsts = 0x11,
  kPlusUconst = 0x23,
  kLit0 = 0x30,
  kReg0 = 0x50,
  kBreg0 = 0x70,
  kFbreg = 0x91,
  kPiece = 0x93,
  kStackValue = 0x9f,
  kAddrx = 0xa1,
  kEntryValue = 0xa3,
  kGnuEntryValue = 0xf3,
  kGnuAddrIndex = 0xfb,
};

struct Operation {
  Op op;
  uint64_t number;  // the first operand
  Bytes block;      // of DW_OP_entry_value: the expression inside

  // The register that DW_OP_reg0 to 31 or, in the second, DW_OP_breg0 to 31 names.
  std::optional<int> register_number() const { return in_range(Op::kReg0); }
  std::optional<int> base_register() const { return in_range(Op::kBreg0); }
  bool is_constant() const { return in_range(Op::kLit0) || op == Op::kConstu || op == Op::kConsts; }

 private:
  std::optional<int> in_range(Op first) const {
    int n = static_cast<int>(op) - static_cast<int>(first);
    return 0 <= n && n < 32 ? std::optional(n) : std::nullopt;
  }
};

// What reading an expression depends on.
struct ExpressionFormat {
  Endian endian;
  uint8_t address_size;  // bytes
  uint8_t offset_size;   // bytes
  uint16_t version;      // of DWARF
  Bytes addresses = {};  // of .debug_addr, from where the unit's begin
  bool is_split = false;
};

// Decodes `expression` into `operations`. False if it is cut off or has an operation that isn't
// known.
bool decode(Bytes expression, const ExpressionFormat& format, std::vector<Operation>& operations);

// The address that `operation` names: DW_OP_addr's own, or that of DW_OP_addrx in the unit's table.
// Nothing for another operation, or where the table has no such address.
std::optional<uint64_t> address_of(const Operation& operation, const ExpressionFormat& format);

// Walks the expressions of a location list of .debug_loclists (DWARF 5) or, before, .debug_loc or
// .debug_loc.dwo, which have two forms.
class LocationList {
 public:
  // Those of the list at `offset` of `section`.
  LocationList(Bytes section, uint64_t offset, const ExpressionFormat& format);

  // False at the list's end, and where it is damaged.
  bool next(Bytes& expression);

 private:
  bool next_in_loclists(Bytes& expression);
  bool next_in_loc(Bytes& expression);
  bool next_in_loc_dwo(Bytes& expression);
  bool pass_over(size_t size);
  bool pass_over_number();
  bool take(uint64_t size, Bytes& expression);
  bool take_behind_length(Bytes& expression);

  const std::byte* at_;
  const std::byte* end_;
  ExpressionFormat format_;
};

}  // namespace btfkit::dwarf
