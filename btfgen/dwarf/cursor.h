// The fast reader: walks the DIEs of a unit where they lie, by compiled abbreviations. It reads
// each byte once, copies nothing and allocates nothing.
#pragma once

#include <array>
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
  const Shape* advance();
  bool read(const Shape& shape, Die& die);
  bool read_fixed(const Shape& shape, const Segment& segment, Die& die);
  bool read_steps(const Shape& shape, const Segment& segment, const std::byte* begin, Die& die);
  template <Endian kEndian>
  bool read_steps_in(const Shape& shape, const Segment& segment, const std::byte* begin, Die& die);
  [[gnu::cold]] bool read_last(const Shape& shape, const Segment& segment, const std::byte* begin,
                               Die& die);
  bool read_value(const VariableStep& step, Die& die);
  bool pass_over(const Shape& shape, Die& die);
  [[gnu::cold]] bool fail_at(const char* what);
  [[gnu::cold]] bool fail_at_string(uint64_t offset, uint64_t size);
  bool fetch_string(Bytes section, uint64_t offset, uint64_t& value);
  bool fetch_indexed_string(uint64_t index, uint64_t& value);
  bool fetch_address(uint64_t index, uint64_t& value);
  template <typename T>
  bool take(uint64_t& value);
  bool take_offset(uint64_t& value);
  bool pass_over(uint64_t size);
  bool take_u24(uint64_t& value);
  bool take_block(uint64_t size, const VariableStep& step, Die& die);

  Endian endian_;
  // Those of the unit's source.
  Bytes strings_;
  Bytes line_strings_;
  const TypeSignatures& signatures_;
  AbbreviationReader abbreviations_;

  AbbreviationTable table_;
  UnitHeader unit_{};
  const UnitSource* source_ = nullptr;
  uint64_t string_offsets_base_ = 0;
  uint64_t address_base_ = 0;
  struct Origin {
    uint64_t base = 0;   // what is added
    uint64_t limit = 0;  // the largest number that it is added to
  };
  std::array<Origin, static_cast<size_t>(Base::kEnd)> origins_{};  // by Base
  const std::byte* section_ = nullptr;                             // where DieOffset 0 would be
  const std::byte* end_ = nullptr;                                 // of the unit
  const std::byte* section_end_ = nullptr;
  struct Position {
    const std::byte* at = nullptr;
    uint32_t depth = 0;         // of the DIE last read
    bool has_children = false;  // it has, and they were not skipped
    bool is_start = false;      // none was read yet
  };
  Position position_;
  const std::byte* die_ = nullptr;  // the one that is read
  uint64_t sibling_ = 0;            // of the DIE last read, if it has children; 0: not known
  // The unit's own DIE is read for the first time: the bases of its strings and addresses aren't
  // known yet.
  bool is_probing_ = false;
  std::string error_;
};

}  // namespace btfkit::dwarf
