// The fast reader: walks the DIEs of a unit where they lie, by compiled abbreviations. It reads
// each byte once, copies nothing and allocates nothing.
#pragma once

#include <string>
#include <unordered_map>

#include "dwarf/abbreviations.h"
#include "dwarf/die.h"
#include "dwarf/units.h"
#include "support/error.h"

namespace btfkit::dwarf {

// Type units by their signatures: the type's DieOffset.
using TypeSignatures = std::unordered_map<uint64_t, uint64_t>;
TypeSignatures type_signatures(std::span<const UnitHeader> units);

class Cursor {
 public:
  // Both must outlive the cursor.
  Cursor(const Sections& sections, const TypeSignatures& signatures);

  // Goes to the start of `unit`. Errors name section and offset.
  Result<void> enter(const UnitHeader& unit);

  // Goes to the next DIE: the unit's own first, then the first child if it has children, else the
  // sibling or that of an ancestor. False at the unit's end, and after an error.
  bool next(Die& die);
  // Makes next() pass over the children of the DIE last returned.
  void skip_children();
  // Whether next() ended for an error.
  Result<void> status() const;

 private:
  bool read(const Shape& shape, Die& die);
  bool read_value(const Step& step, Die& die);
  bool fail_at(const char* what);
  bool fetch_string(Bytes section, uint64_t offset, const char* section_name, uint64_t& value);
  bool fetch_indexed_string(uint64_t index, uint64_t& value);
  bool fetch_address(uint64_t index, uint64_t& value);
  template <typename T>
  bool take(uint64_t& value);
  bool take_u24(uint64_t& value);
  bool take_offset(uint64_t& value);
  bool take_block(uint64_t size, const Step& step, Die& die);
  bool pass_over(uint64_t size);

  Endian endian_;
  Bytes info_;
  Bytes types_;
  Bytes strings_;
  Bytes line_strings_;
  Bytes string_offsets_;
  Bytes addresses_;
  const TypeSignatures& signatures_;
  AbbreviationReader abbreviations_;

  AbbreviationTable table_;
  UnitHeader unit_{};
  uint64_t string_offsets_base_ = 0;
  uint64_t address_base_ = 0;
  const std::byte* section_ = nullptr;  // where DieOffset 0 would be
  const std::byte* at_ = nullptr;
  const std::byte* end_ = nullptr;
  const std::byte* die_ = nullptr;  // the one that is read
  uint32_t depth_ = 0;
  uint64_t sibling_ = 0;  // of the DIE last returned; 0 if it isn't known
  bool has_children_ = false;
  std::string error_;
};

}  // namespace btfkit::dwarf
