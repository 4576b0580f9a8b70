#include "dwarf/cursor.h"

#include <cstring>

#include "dwarf/attributes.h"
#include "dwarf/leb128.h"

namespace btfkit::dwarf {
namespace {

uint64_t as_value(const void* pointer) {
  return reinterpret_cast<uint64_t>(pointer);
}

// A string section whose last string ends, so that every offset in it is that of a string. None
// counts as one with the empty string.
Bytes whole_strings(Bytes section) {
  static constexpr std::byte kEmpty[] = {std::byte{0}};
  while (!section.empty() && section.back() != std::byte{0}) {
    section = section.first(section.size() - 1);
  }
  return section.empty() ? Bytes(kEmpty) : section;
}

}  // namespace

Cursor::Cursor(const Input& input)
    : endian_(input.sections.endian), signatures_(input.signatures) {}

Result<void> Cursor::enter(const UnitHeader& unit) {
  unit_ = unit;
  error_.clear();
  BTFKIT_CHECK(abbreviations_.read(unit, table_));
  if (source_ != unit.source) {
    source_ = unit.source;
    strings_ = whole_strings(source_->strings);
    line_strings_ = whole_strings(source_->line_strings);
  }
  Bytes section = source_->units;
  section_ = section.data() - source_->base;
  section_end_ = section.data() + section.size();
  end_ = section_ + unit.end;
  constexpr uint64_t kLargestSmall = 2 + SmallLayout::kInline + sizeof(uint32_t);
  bool has_small = endian_ == Endian::kLittle && unit.end - unit.first_die > kLargestSmall;
  small_end_ = has_small ? end_ - kLargestSmall : section_;
  constexpr uint64_t kNoLimit = ~uint64_t{0};
  origins_ = {{{0, kNoLimit},
               {unit.offset, kNoLimit},
               {source_->references, kNoLimit},
               {as_value(strings_.data()), strings_.size() - 1},
               {as_value(line_strings_.data()), line_strings_.size() - 1}}};
  // The bases that the unit's own DIE names count for its own attributes as well.
  address_base_ = source_->address_base;
  bool has_header = source_->is_split && unit.version >= 5;
  string_offsets_base_ = !has_header ? 0 : unit.offset_size == 8 ? 16 : 8;
  position_ = {section_ + unit.first_die, 0, false, true};
  Die die;
  is_probing_ = true;
  if (next(die)) {
    string_offsets_base_ = die.value(Attribute::kStringOffsetsBase, string_offsets_base_);
    address_base_ = die.value(Attribute::kAddressBase, address_base_);
  }
  is_probing_ = false;
  BTFKIT_CHECK(status());
  position_ = {section_ + unit.first_die, 0, false, true};
  return {};
}

inline bool Cursor::pass_over(uint64_t size) {
  if (static_cast<uint64_t>(end_ - position_.at) < size) return fail_at("it ends behind its unit");
  position_.at += size;
  return true;
}

template <typename T>
inline bool Cursor::take(uint64_t& value) {
  if (static_cast<size_t>(end_ - position_.at) < sizeof(T))
    return fail_at("it ends behind its unit");
  T raw;
  std::memcpy(&raw, position_.at, sizeof raw);
  position_.at += sizeof raw;
  value = to_endian(raw, endian_);
  return true;
}

inline bool Cursor::take_offset(uint64_t& value) {
  return unit_.offset_size == 4 ? take<uint32_t>(value) : take<uint64_t>(value);
}

// Each attribute is at a known distance, and what it becomes is one addition away. `begin` is where
// they are, with room for 8 bytes behind them.
template <Endian kEndian>
inline bool Cursor::read_steps_in(const Shape& shape, const Segment& segment,
                                  const std::byte* begin, Die& die) {
  const FixedStep* step = shape.steps.data() + segment.first_step;
  for (const FixedStep* end = step + segment.steps; step != end; ++step) {
    uint64_t number;
    std::memcpy(&number, begin + step->offset, sizeof number);
    number = to_endian(number, kEndian);
    number = kEndian == Endian::kLittle ? number & step->mask : number >> step->shift;
    const Origin& origin = origins_[static_cast<size_t>(step->base)];
    if (number > origin.limit) [[unlikely]]
      return fail_at_string(number, origin.limit + 1);
    die.values[static_cast<size_t>(step->attribute)] = number + origin.base;
  }
  return true;
}

inline bool Cursor::read_steps(const Shape& shape, const Segment& segment, const std::byte* begin,
                               Die& die) {
  if (endian_ == Endian::kLittle) [[likely]]
    return read_steps_in<Endian::kLittle>(shape, segment, begin, die);
  return read_steps_in<Endian::kBig>(shape, segment, begin, die);
}

inline bool Cursor::read_fixed(const Shape& shape, const Segment& segment, Die& die) {
  const std::byte* begin = position_.at;
  if (static_cast<uint64_t>(end_ - begin) < segment.size) [[unlikely]]
    return fail_at("it ends behind its unit");
  position_.at = begin + segment.size;
  if (static_cast<uint64_t>(section_end_ - begin) < segment.size + sizeof(uint64_t)) [[unlikely]]
    return read_last(shape, segment, begin, die);
  return read_steps(shape, segment, begin, die);
}

// At the section's very end the attributes are read from a copy with room behind it.
bool Cursor::read_last(const Shape& shape, const Segment& segment, const std::byte* begin,
                       Die& die) {
  std::vector<std::byte> copy(begin, begin + segment.size);
  copy.resize(segment.size + sizeof(uint64_t));
  return read_steps(shape, segment, copy.data(), die);
}

bool Cursor::fail_at_string(uint64_t offset, uint64_t size) {
  return fail_at(fmt::format("it has a string at {:#x} of {} bytes", offset, size).c_str());
}

inline bool Cursor::read(const Shape& shape, Die& die) {
  die.offset = DieOffset{static_cast<uint64_t>(die_ - section_)};
  die.tag = shape.tag;
  die.has_children = shape.has_children;
  die.depth = position_.depth;
  die.present = shape.present;
  die.is_signed = shape.is_signed;
  die.location_form = LocationForm::kListOffset;
  for (const Constant& constant : shape.constants) {
    die.values[static_cast<size_t>(constant.attribute)] = constant.value;
  }
  for (const Segment& segment : shape.segments) {
    if (!read_fixed(shape, segment, die)) return false;
    if (segment.variable && !read_value(*segment.variable, die)) return false;
  }
  if (shape.has_children) sibling_ = die.value(Attribute::kSibling);
  return true;
}

// Moves behind the attributes of a DIE that nobody looks at. `die` may become anything.
inline bool Cursor::pass_over(const Shape& shape, Die& die) {
  for (const Segment& segment : shape.segments) {
    if (!pass_over(segment.size)) return false;
    if (segment.variable && !read_value(*segment.variable, die)) return false;
  }
  return true;
}

// Moves behind the next DIE's abbreviation code. Null at the unit's end, and after an error.
[[gnu::always_inline]] inline const Shape* Cursor::advance() {
  uint32_t depth = position_.depth + position_.has_children;
  if (depth == 0 && !position_.is_start) return nullptr;
  position_.is_start = false;
  for (;;) {
    // The zeros that end the children of the last DIE and of those around it may be left out.
    if (position_.at == end_) return nullptr;
    die_ = position_.at;
    uint64_t code = std::to_integer<uint64_t>(*position_.at++);
    if (code >= 0x80) [[unlikely]] {
      position_.at = die_;
      if (!read_uleb128(position_.at, end_, code)) {
        fail_at("its abbreviation code has no end");
        return nullptr;
      }
    }
    if (code == 0) {
      if (--depth == 0) return nullptr;
      continue;
    }
    const Shape* shape = table_.find(code);
    if (!shape) {
      fail_at("its abbreviation code is not declared");
      return nullptr;
    }
    if (depth > kMaxDepth) {
      fail_at("DIEs nest too deep");
      return nullptr;
    }
    position_.depth = depth;
    position_.has_children = shape->has_children;
    return shape;
  }
}

bool Cursor::next(Die& die) {
  for (;;) {
    const Shape* shape = advance();
    if (!shape) {
      position_.has_children = false;
      position_.depth = 0;
      return false;
    }
    if (!shape->is_wanted && !shape->has_children) {
      if (!pass_over(*shape, die)) return false;
      continue;
    }
    if (!read(*shape, die)) return false;
    if (shape->is_wanted) return true;
    skip_children();
  }
}

void Cursor::pass_over_locals(uint32_t function_depth) {
  uint32_t head = function_depth + 1;
  Die passed;
  for (;;) {
    uint32_t depth = position_.depth + position_.has_children;
    const std::byte* at = position_.at;
    uint64_t code = 0;
    if (depth < head || depth > kMaxDepth || !read_uleb128(at, end_, code)) return;
    if (code == 0) {
      if (depth == head) return;
      position_ = {at, depth - 1, false, false};
      continue;
    }
    const Shape* shape = table_.find(code);
    if (!shape || shape->in_function == InFunction::kWanted) return;
    if (shape->in_function == InFunction::kPartOfHead && shape->is_wanted && depth == head) return;
    die_ = position_.at;
    position_ = {at, depth, shape->has_children, false};
    if (!shape->has_children || shape->in_function == InFunction::kScope) {
      if (!pass_over(*shape, passed)) return;
    } else {
      if (!read(*shape, passed)) return;
      skip_children();
    }
  }
}

void Cursor::skip_children() {
  if (!position_.has_children) return;
  // A number first: of a damaged file it can be one that is no pointer.
  if (sibling_ > static_cast<uint64_t>(position_.at - section_) && sibling_ <= unit_.end) {
    position_.at = section_ + sibling_;
    position_.has_children = false;
    return;
  }
  uint32_t outer = position_.depth;
  Die inner;
  for (;;) {
    Position before = position_;
    const Shape* shape = advance();
    if (!shape) return;
    if (position_.depth <= outer) {
      position_ = before;
      // Only null entries are between here and the next DIE: they were the children's end.
      return;
    }
    if (!pass_over(*shape, inner)) return;
  }
}

Result<void> Cursor::status() const {
  if (error_.empty()) return {};
  return std::unexpected(Error(error_));
}

bool Cursor::fail_at(const char* what) {
  if (error_.empty()) {
    error_ = fmt::format("{}: unit at {:#x}: DIE {:#x}: {}", source_->name,
                         unit_.offset - source_->base, die_ - source_->units.data(), what);
  }
  position_ = {end_, 0, false, false};
  return false;
}

bool Cursor::take_u24(uint64_t& value) {
  if (end_ - position_.at < 3) return fail_at("it ends behind its unit");
  auto byte = [&](int i) { return std::to_integer<uint64_t>(position_.at[i]); };
  value = endian_ == Endian::kLittle ? byte(0) | byte(1) << 8 | byte(2) << 16
                                     : byte(2) | byte(1) << 8 | byte(0) << 16;
  position_.at += 3;
  return true;
}

bool Cursor::fetch_string(Bytes section, uint64_t offset, uint64_t& value) {
  if (offset >= section.size()) {
    if (is_probing_) return true;
    return fail_at_string(offset, section.size());
  }
  value = as_value(section.data() + offset);
  return true;
}

bool Cursor::fetch_indexed_string(uint64_t index, uint64_t& value) {
  uint64_t at = string_offsets_base_ + index * unit_.offset_size;
  if (index > source_->string_offsets.size() || at > source_->string_offsets.size() ||
      source_->string_offsets.size() - at < unit_.offset_size) {
    if (is_probing_) return true;
    return fail_at(
        fmt::format("its string {} is behind the end of .debug_str_offsets", index).c_str());
  }
  uint64_t offset = 0;
  if (unit_.offset_size == 4) {
    uint32_t raw;
    std::memcpy(&raw, source_->string_offsets.data() + at, sizeof raw);
    offset = to_endian(raw, endian_);
  } else {
    std::memcpy(&offset, source_->string_offsets.data() + at, sizeof offset);
    offset = to_endian(offset, endian_);
  }
  return fetch_string(strings_, offset, value);
}

bool Cursor::fetch_address(uint64_t index, uint64_t& value) {
  uint64_t at = address_base_ + index * unit_.address_size;
  if (index > source_->addresses.size() || at > source_->addresses.size() ||
      source_->addresses.size() - at < unit_.address_size) {
    if (is_probing_) return true;
    return fail_at(fmt::format("its address {} is behind the end of .debug_addr", index).c_str());
  }
  if (unit_.address_size == 4) {
    uint32_t raw;
    std::memcpy(&raw, source_->addresses.data() + at, sizeof raw);
    value = to_endian(raw, endian_);
  } else {
    uint64_t raw;
    std::memcpy(&raw, source_->addresses.data() + at, sizeof raw);
    value = to_endian(raw, endian_);
  }
  return true;
}

bool Cursor::take_block(uint64_t size, const VariableStep& step, Die& die) {
  if (static_cast<uint64_t>(end_ - position_.at) < size) return fail_at("it ends behind its unit");
  Bytes block{position_.at, static_cast<size_t>(size)};
  position_.at += size;
  std::optional<uint64_t> value;
  if (step.attribute == Attribute::kLocation) {
    die.location_form = LocationForm::kExpression;
    die.location_size = static_cast<uint32_t>(size);
    value = as_value(block.data());
  } else if (step.attribute == Attribute::kMemberLocation) {
    value = constant_of_expression(block);
  }
  if (!value) return true;
  die.values[static_cast<size_t>(step.attribute)] = *value;
  die.present |= bit(step.attribute);
  return true;
}

bool Cursor::read_value(const VariableStep& step, Die& die) {
  uint64_t& value = die.values[static_cast<size_t>(step.attribute)];
  bool is_read = false;
  switch (step.form) {
    case Form::kImplicitConst:
      return fail_at("it has an indirect constant without a value");
    case Form::kFlagPresent:
      value = 1;
      is_read = true;
      break;
    case Form::kFlag:
      is_read = take<uint8_t>(value);
      if (value == 0) return is_read;
      break;
    case Form::kData1:
      is_read = take<uint8_t>(value);
      break;
    case Form::kData2:
      is_read = take<uint16_t>(value);
      break;
    case Form::kData4:
      is_read = take<uint32_t>(value);
      break;
    case Form::kData8:
      is_read = take<uint64_t>(value);
      break;
    case Form::kUdata:
      is_read = read_uleb128(position_.at, end_, value) || fail_at("it has a number without end");
      break;
    case Form::kSdata: {
      int64_t number = 0;
      is_read = read_sleb128(position_.at, end_, number) || fail_at("it has a number without end");
      value = static_cast<uint64_t>(number);
      die.is_signed |= bit(step.attribute);
      break;
    }
    case Form::kString: {
      auto left = static_cast<size_t>(end_ - position_.at);
      auto* nul = static_cast<const std::byte*>(std::memchr(position_.at, 0, left));
      if (!nul) return fail_at("it has a string without end");
      value = as_value(position_.at);
      position_.at = nul + 1;
      is_read = true;
      break;
    }
    case Form::kStrp:
      is_read = take_offset(value) && fetch_string(strings_, value, value);
      break;
    case Form::kLineStrp:
      is_read = take_offset(value) && fetch_string(line_strings_, value, value);
      break;
    case Form::kStrx:
    case Form::kGnuStrIndex:
      is_read =
          (read_uleb128(position_.at, end_, value) || fail_at("it has a number without end")) &&
          fetch_indexed_string(value, value);
      break;
    case Form::kStrx1:
      is_read = take<uint8_t>(value) && fetch_indexed_string(value, value);
      break;
    case Form::kStrx2:
      is_read = take<uint16_t>(value) && fetch_indexed_string(value, value);
      break;
    case Form::kStrx3:
      is_read = take_u24(value) && fetch_indexed_string(value, value);
      break;
    case Form::kStrx4:
      is_read = take<uint32_t>(value) && fetch_indexed_string(value, value);
      break;
    case Form::kRef1:
      is_read = take<uint8_t>(value);
      value += unit_.offset;
      break;
    case Form::kRef2:
      is_read = take<uint16_t>(value);
      value += unit_.offset;
      break;
    case Form::kRef4:
      is_read = take<uint32_t>(value);
      value += unit_.offset;
      break;
    case Form::kRef8:
      is_read = take<uint64_t>(value);
      value += unit_.offset;
      break;
    case Form::kRefUdata:
      is_read = read_uleb128(position_.at, end_, value) || fail_at("it has a number without end");
      value += unit_.offset;
      break;
    case Form::kRefAddr:
      if (unit_.version == 2) {
        is_read = unit_.address_size == 4 ? take<uint32_t>(value) : take<uint64_t>(value);
      } else {
        is_read = take_offset(value);
      }
      value += source_->references;
      break;
    case Form::kRefSig8: {
      if (!take<uint64_t>(value)) return false;
      auto found = signatures_.find(value);
      if (found == signatures_.end()) return true;
      value = found->second;
      is_read = true;
      break;
    }
    case Form::kAddr:
      is_read = unit_.address_size == 4 ? take<uint32_t>(value) : take<uint64_t>(value);
      break;
    case Form::kAddrx:
    case Form::kGnuAddrIndex:
      is_read =
          (read_uleb128(position_.at, end_, value) || fail_at("it has a number without end")) &&
          fetch_address(value, value);
      break;
    case Form::kAddrx1:
      is_read = take<uint8_t>(value) && fetch_address(value, value);
      break;
    case Form::kAddrx2:
      is_read = take<uint16_t>(value) && fetch_address(value, value);
      break;
    case Form::kAddrx3:
      is_read = take_u24(value) && fetch_address(value, value);
      break;
    case Form::kAddrx4:
      is_read = take<uint32_t>(value) && fetch_address(value, value);
      break;
    case Form::kSecOffset:
      is_read = take_offset(value);
      break;
    case Form::kLoclistx:
    case Form::kRnglistx:
      is_read = read_uleb128(position_.at, end_, value) || fail_at("it has a number without end");
      break;
    case Form::kBlock1: {
      uint64_t size = 0;
      return take<uint8_t>(size) && take_block(size, step, die);
    }
    case Form::kBlock2: {
      uint64_t size = 0;
      return take<uint16_t>(size) && take_block(size, step, die);
    }
    case Form::kBlock4: {
      uint64_t size = 0;
      return take<uint32_t>(size) && take_block(size, step, die);
    }
    case Form::kBlock:
    case Form::kExprloc: {
      uint64_t size = 0;
      return (read_uleb128(position_.at, end_, size) || fail_at("it has a number without end")) &&
             take_block(size, step, die);
    }
    case Form::kData16:
      return pass_over(16);
    case Form::kIndirect: {
      uint64_t form = 0;
      if (!read_uleb128(position_.at, end_, form)) return fail_at("it has a number without end");
      auto attribute = attribute_in_form(step.number, form);
      if (!attribute) return fail_at("it has an indirect value of a form that is not known");
      return read_value({*attribute, static_cast<Form>(form), 0}, die);
    }
    // Without the supplementary file these are no values.
    case Form::kRefSup4:
    case Form::kRefSup8:
    case Form::kGnuRefAlt:
      is_read = step.form == Form::kRefSup4   ? take<uint32_t>(value)
                : step.form == Form::kRefSup8 ? take<uint64_t>(value)
                                              : take_offset(value);
      if (!source_->alternate) return is_read;
      value += *source_->alternate;
      break;
    case Form::kGnuStrpAlt:
    case Form::kStrpSup:
      is_read = take_offset(value);
      if (!source_->alternate) return is_read;
      is_read = is_read && fetch_string(whole_strings(source_->alternate_strings), value, value);
      break;
  }
  if (!is_read) return false;
  if (step.attribute == Attribute::kLocation) {
    die.location_form =
        step.form == Form::kLoclistx ? LocationForm::kListIndex : LocationForm::kListOffset;
  }
  die.present |= bit(step.attribute);
  return true;
}

}  // namespace btfkit::dwarf
