// The fast reader: walks the DIEs of a unit where they lie, by compiled abbreviations. It reads
// each byte once, copies nothing and allocates nothing.
#pragma once

#include <array>
#include <cstring>
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
  // Goes to the next DIE if it is a SmallDie of one of these tags and the last one's sibling or
  // first child; false, and nothing is read, if not, or where that takes a closer look.
  bool next_small(TagSet tags, SmallDie& die);
  // Goes behind the null entry that ends the children of the DIE at `parent_depth`, if that is next:
  // as if their parent were the last DIE.
  bool end_children(uint32_t parent_depth);
  // Passes over what nobody wants inside the function at that depth (InFunction), as far as the
  // next DIE that is wanted or the end of the function's children.
  void pass_over_locals(uint32_t function_depth);
  Result<void> status() const override;

 private:
  // More than any compiler nests; a damaged file that does is stopped here.
  static constexpr uint32_t kMaxDepth = 4096;

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
  const std::byte* small_end_ = nullptr;  // what begins before it and is small ends in the unit
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

inline bool Cursor::next_small(TagSet tags, SmallDie& die) {
  const std::byte* at = position_.at;
  uint32_t depth = position_.depth + position_.has_children;
  // The unit's own DIE isn't small, and behind it is nothing.
  if (at >= small_end_ || depth - 1 >= kMaxDepth) return false;
  auto code = std::to_integer<uint64_t>(*at++);
  if (code >= 0x80) {
    auto upper = std::to_integer<uint64_t>(*at++);
    if (upper >= 0x80) return false;
    code = (code & 0x7f) | upper << 7;
  }
  const SmallLayout* layout = table_.find_small(code);
  if (!layout || !tags.contains(Tag{layout->tag})) return false;
  auto read = [&](uint8_t offset) {
    uint32_t number;
    std::memcpy(&number, at + offset, sizeof number);
    return number;
  };
  die.name = nullptr;
  if (layout->name == SmallLayout::kInline) {
    die.name = reinterpret_cast<const char*>(at);
    while (*at != std::byte{0}) {
      if (++at >= small_end_) return false;
    }
    ++at;
  } else if (layout->name != SmallLayout::kAbsent) {
    uint32_t offset = read(layout->name);
    if (offset >= strings_.size()) [[unlikely]]
      return false;
    die.name = reinterpret_cast<const char*>(strings_.data()) + offset;
  }
  die.offset = DieOffset{static_cast<uint64_t>(position_.at - section_)};
  die.tag = Tag{layout->tag};
  die.has_type = layout->type != SmallLayout::kAbsent;
  if (die.has_type) die.type = DieOffset{read(layout->type) + unit_.offset};
  die.has_value = layout->value != SmallLayout::kAbsent;
  die.value = layout->constant;
  if (layout->value_bits != 0) {
    die.value = read(layout->value) << (32 - layout->value_bits) >> (32 - layout->value_bits);
  }
  position_ = {at + layout->size, depth, false, false};
  return true;
}

inline bool Cursor::end_children(uint32_t parent_depth) {
  // It can be deeper: in children that were skipped.
  uint32_t depth = position_.depth + position_.has_children;
  bool is_at_null = position_.at != end_ && *position_.at == std::byte{0};
  if (parent_depth == 0 || depth != parent_depth + 1 || !is_at_null) return false;
  position_ = {position_.at + 1, parent_depth, false, false};
  return true;
}

}  // namespace btfkit::dwarf
