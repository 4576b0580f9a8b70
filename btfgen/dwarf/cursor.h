// The fast reader: walks the DIEs of a unit where they lie, by compiled abbreviations. It reads
// each byte once, copies nothing and allocates nothing.
#pragma once

#include <string>

#include "dwarf/abbreviations.h"
#include "dwarf/reader.h"
#include "support/error.h"

namespace btfkit::dwarf {

class Cursor final : public Reader {
 public:
  // `input` must outlive the cursor.
  explicit Cursor(const Input& input);

  Result<void> enter(const UnitHeader& unit) override;
  bool next(Die& die) override;
  void skip_children() override;
  Result<void> status() const override;

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
  bool has_bases_ = true;  // else what is found by them is not looked up
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
