#include "dwarf/cursor.h"

#include <cstring>

#include "dwarf/attributes.h"
#include "dwarf/leb128.h"

namespace btfkit::dwarf {
namespace {

// More than any compiler nests; a damaged file that does is stopped here.
constexpr uint32_t kMaxDepth = 4096;

uint64_t as_value(const void* pointer) {
  return reinterpret_cast<uint64_t>(pointer);
}

// A string section whose last string ends, so that every offset in it is that of a string.
Bytes whole_strings(Bytes section) {
  while (!section.empty() && section.back() != std::byte{0}) {
    section = section.first(section.size() - 1);
  }
  return section;
}

}  // namespace

Cursor::Cursor(const Input& input)
    : endian_(input.sections.endian),
      info_(input.sections.find(".debug_info")),
      types_(input.sections.find(".debug_types")),
      strings_(whole_strings(input.sections.find(".debug_str"))),
      line_strings_(whole_strings(input.sections.find(".debug_line_str"))),
      string_offsets_(input.sections.find(".debug_str_offsets")),
      addresses_(input.sections.find(".debug_addr")),
      signatures_(input.signatures),
      abbreviations_(input.sections.find(".debug_abbrev")) {}

Result<void> Cursor::enter(const UnitHeader& unit) {
  unit_ = unit;
  error_.clear();
  has_bases_ = true;
  BTFKIT_CHECK(abbreviations_.read(unit, table_));
  section_ = unit.in_types ? types_.data() - info_.size() : info_.data();
  end_ = section_ + unit.end;
  string_offsets_base_ = address_base_ = 0;
  // The bases that the unit's own DIE names count for its own attributes as well.
  for (int pass = 0; pass < 2; ++pass) {
    at_ = section_ + unit.first_die;
    depth_ = 0;
    sibling_ = 0;
    has_children_ = false;
    if (pass == 1) break;
    const std::byte* at = at_;
    uint64_t code = 0;
    const Shape* shape = read_uleb128(at, end_, code) ? table_.find(code) : nullptr;
    bool uses_bases = false;
    for (const Step& step : shape ? std::span(shape->steps) : std::span<const Step>()) {
      uses_bases |= step.attribute == Attribute::kStringOffsetsBase;
      uses_bases |= step.attribute == Attribute::kAddressBase;
    }
    if (!uses_bases) continue;
    has_bases_ = false;
    Die die;
    if (!next(die)) return status();
    has_bases_ = true;
    string_offsets_base_ = die.value(Attribute::kStringOffsetsBase);
    address_base_ = die.value(Attribute::kAddressBase);
  }
  return {};
}

bool Cursor::next(Die& die) {
  if (has_children_) {
    if (++depth_ > kMaxDepth) return fail_at("DIEs nest too deep");
  } else if (depth_ == 0 && at_ != section_ + unit_.first_die) {
    return false;
  }
  for (;;) {
    if (at_ == end_) {
      // What follows a unit's last DIE may be left out.
      return false;
    }
    die_ = at_;
    uint64_t code = 0;
    if (!read_uleb128(at_, end_, code)) return fail_at("its abbreviation code has no end");
    if (code == 0) {
      if (depth_ <= 1) return false;
      --depth_;
      continue;
    }
    const Shape* shape = table_.find(code);
    if (!shape) return fail_at("its abbreviation code is not declared");
    return read(*shape, die);
  }
}

void Cursor::skip_children() {
  if (!has_children_) return;
  if (sibling_ != 0) {
    const std::byte* target = section_ + sibling_;
    if (target > at_ && target <= end_) {
      at_ = target;
      has_children_ = false;
      return;
    }
  }
  uint32_t outer = depth_;
  Die die;
  do {
    const std::byte* here = at_;
    if (has_children_) {
      if (++depth_ > kMaxDepth) {
        fail_at("DIEs nest too deep");
        return;
      }
    }
    uint64_t code = 0;
    die_ = here;
    if (at_ == end_) return;
    if (!read_uleb128(at_, end_, code)) {
      fail_at("its abbreviation code has no end");
      return;
    }
    if (code == 0) {
      has_children_ = false;
      --depth_;
      continue;
    }
    const Shape* shape = table_.find(code);
    if (!shape) {
      fail_at("its abbreviation code is not declared");
      return;
    }
    if (!read(*shape, die)) return;
    if (has_children_ && sibling_ != 0) {
      const std::byte* target = section_ + sibling_;
      if (target > at_ && target <= end_) {
        at_ = target;
        has_children_ = false;
      }
    }
  } while (depth_ > outer || has_children_);
}

Result<void> Cursor::status() const {
  if (error_.empty()) return {};
  return std::unexpected(Error(error_));
}

bool Cursor::fail_at(const char* what) {
  if (error_.empty()) {
    error_ = fmt::format("{}: unit at {:#x}: DIE {:#x}: {}",
                         unit_.in_types ? ".debug_types" : ".debug_info",
                         unit_.offset - (unit_.in_types ? info_.size() : 0),
                         die_ - section_ - (unit_.in_types ? info_.size() : 0), what);
  }
  at_ = end_;
  has_children_ = false;
  depth_ = 0;
  return false;
}

bool Cursor::read(const Shape& shape, Die& die) {
  die.offset = DieOffset{static_cast<uint64_t>(die_ - section_)};
  die.tag = shape.tag;
  die.has_children = shape.has_children;
  die.depth = depth_;
  die.present = 0;
  die.is_signed = 0;
  for (const Step& step : shape.steps) {
    if (step.gap != 0 && !pass_over(step.gap)) return false;
    if (!read_value(step, die)) return false;
  }
  if (shape.tail != 0 && !pass_over(shape.tail)) return false;
  has_children_ = shape.has_children;
  sibling_ = die.value(Attribute::kSibling);
  return true;
}

bool Cursor::pass_over(uint64_t size) {
  if (static_cast<uint64_t>(end_ - at_) < size) return fail_at("it ends behind its unit");
  at_ += size;
  return true;
}

template <typename T>
bool Cursor::take(uint64_t& value) {
  if (static_cast<size_t>(end_ - at_) < sizeof(T)) return fail_at("it ends behind its unit");
  T raw;
  std::memcpy(&raw, at_, sizeof raw);
  at_ += sizeof raw;
  value = to_endian(raw, endian_);
  return true;
}

bool Cursor::take_u24(uint64_t& value) {
  if (end_ - at_ < 3) return fail_at("it ends behind its unit");
  auto byte = [&](int i) { return std::to_integer<uint64_t>(at_[i]); };
  value = endian_ == Endian::kLittle ? byte(0) | byte(1) << 8 | byte(2) << 16
                                     : byte(2) | byte(1) << 8 | byte(0) << 16;
  at_ += 3;
  return true;
}

bool Cursor::take_offset(uint64_t& value) {
  return unit_.offset_size == 4 ? take<uint32_t>(value) : take<uint64_t>(value);
}

bool Cursor::fetch_string(Bytes section, uint64_t offset, const char* section_name,
                          uint64_t& value) {
  if (offset >= section.size()) {
    return fail_at(fmt::format("it has a string at {:#x} of {} bytes of {}", offset, section.size(),
                               section_name)
                       .c_str());
  }
  value = as_value(section.data() + offset);
  return true;
}

bool Cursor::fetch_indexed_string(uint64_t index, uint64_t& value) {
  if (!has_bases_) {
    value = 0;
    return true;
  }
  uint64_t at = string_offsets_base_ + index * unit_.offset_size;
  if (index > string_offsets_.size() || at > string_offsets_.size() ||
      string_offsets_.size() - at < unit_.offset_size) {
    return fail_at(
        fmt::format("its string {} is behind the end of .debug_str_offsets", index).c_str());
  }
  uint64_t offset = 0;
  if (unit_.offset_size == 4) {
    uint32_t raw;
    std::memcpy(&raw, string_offsets_.data() + at, sizeof raw);
    offset = to_endian(raw, endian_);
  } else {
    std::memcpy(&offset, string_offsets_.data() + at, sizeof offset);
    offset = to_endian(offset, endian_);
  }
  return fetch_string(strings_, offset, ".debug_str", value);
}

bool Cursor::fetch_address(uint64_t index, uint64_t& value) {
  if (!has_bases_) {
    value = 0;
    return true;
  }
  uint64_t at = address_base_ + index * unit_.address_size;
  if (index > addresses_.size() || at > addresses_.size() ||
      addresses_.size() - at < unit_.address_size) {
    return fail_at(fmt::format("its address {} is behind the end of .debug_addr", index).c_str());
  }
  if (unit_.address_size == 4) {
    uint32_t raw;
    std::memcpy(&raw, addresses_.data() + at, sizeof raw);
    value = to_endian(raw, endian_);
  } else {
    uint64_t raw;
    std::memcpy(&raw, addresses_.data() + at, sizeof raw);
    value = to_endian(raw, endian_);
  }
  return true;
}

bool Cursor::take_block(uint64_t size, const Step& step, Die& die) {
  if (static_cast<uint64_t>(end_ - at_) < size) return fail_at("it ends behind its unit");
  Bytes block{at_, static_cast<size_t>(size)};
  at_ += size;
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

bool Cursor::read_value(const Step& step, Die& die) {
  uint64_t& value = die.values[static_cast<size_t>(step.attribute)];
  bool is_read = false;
  switch (step.form) {
    case Form::kImplicitConst:
      value = static_cast<uint64_t>(step.constant);
      die.is_signed |= bit(step.attribute);
      is_read = true;
      break;
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
      is_read = read_uleb128(at_, end_, value) || fail_at("it has a number without end");
      break;
    case Form::kSdata: {
      int64_t number = 0;
      is_read = read_sleb128(at_, end_, number) || fail_at("it has a number without end");
      value = static_cast<uint64_t>(number);
      die.is_signed |= bit(step.attribute);
      break;
    }
    case Form::kString: {
      auto left = static_cast<size_t>(end_ - at_);
      auto* nul = static_cast<const std::byte*>(std::memchr(at_, 0, left));
      if (!nul) return fail_at("it has a string without end");
      value = as_value(at_);
      at_ = nul + 1;
      is_read = true;
      break;
    }
    case Form::kStrp:
      is_read = take_offset(value) && fetch_string(strings_, value, ".debug_str", value);
      break;
    case Form::kLineStrp:
      is_read = take_offset(value) && fetch_string(line_strings_, value, ".debug_line_str", value);
      break;
    case Form::kStrx:
    case Form::kGnuStrIndex:
      is_read = (read_uleb128(at_, end_, value) || fail_at("it has a number without end")) &&
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
      is_read = read_uleb128(at_, end_, value) || fail_at("it has a number without end");
      value += unit_.offset;
      break;
    case Form::kRefAddr:
      if (unit_.version == 2) {
        is_read = unit_.address_size == 4 ? take<uint32_t>(value) : take<uint64_t>(value);
      } else {
        is_read = take_offset(value);
      }
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
      is_read = (read_uleb128(at_, end_, value) || fail_at("it has a number without end")) &&
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
      is_read = read_uleb128(at_, end_, value) || fail_at("it has a number without end");
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
      return (read_uleb128(at_, end_, size) || fail_at("it has a number without end")) &&
             take_block(size, step, die);
    }
    case Form::kData16:
      return pass_over(16);
    case Form::kIndirect: {
      uint64_t form = 0;
      if (!read_uleb128(at_, end_, form)) return fail_at("it has a number without end");
      auto attribute = attribute_in_form(static_cast<uint64_t>(step.constant), form);
      if (!attribute) return fail_at("it has an indirect value of a form that is not known");
      return read_value({*attribute, static_cast<Form>(form), 0, 0}, die);
    }
    // The supplementary file isn't at hand.
    case Form::kRefSup4:
      return pass_over(4);
    case Form::kRefSup8:
      return pass_over(8);
    case Form::kGnuRefAlt:
    case Form::kGnuStrpAlt:
    case Form::kStrpSup:
      return pass_over(unit_.offset_size);
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
