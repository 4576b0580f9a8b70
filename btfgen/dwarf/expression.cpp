#include "dwarf/expression.h"

#include <algorithm>
#include <cstring>

#include "dwarf/leb128.h"

namespace btfkit::dwarf {
namespace {

// What follows an operation's code (DWARF 5, section 7.7.1, and the GNU extensions).
enum class Operands : uint8_t {
  kUnknown,
  kNone,
  kAddress,
  k1,
  k2,
  k4,
  k8,
  kUleb,
  kSleb,
  kUlebSleb,
  kTwoUlebs,
  kRefSleb,  // an offset into .debug_info and a number
  kRef,
  kBlock,       // its length as a number, and it
  kUlebBlock1,  // a number, a length of one byte, and that many
  kUlebSkip,    // DW_OP_deref_type: a size of one byte and a number
};

Operands operands_of(uint8_t op) {
  if (op >= 0x30 && op <= 0x6f) return Operands::kNone;  // lit, reg
  if (op >= 0x70 && op <= 0x8f) return Operands::kSleb;  // breg
  switch (op) {
    case 0x03:
      return Operands::kAddress;
    case 0x08:
    case 0x09:
    case 0x15:
    case 0x94:
    case 0x95:
      return Operands::k1;
    case 0x0a:
    case 0x0b:
    case 0x28:
    case 0x2f:
    case 0x98:
      return Operands::k2;
    case 0x0c:
    case 0x0d:
    case 0x99:
      return Operands::k4;
    case 0x0e:
    case 0x0f:
      return Operands::k8;
    case 0x10:
    case 0x23:
    case 0x90:
    case 0x93:
    case 0xa1:
    case 0xa2:
    case 0xa8:
    case 0xa9:
    case 0xf7:
    case 0xf9:
    case 0xfb:
    case 0xfc:
      return Operands::kUleb;
    case 0x11:
    case 0x91:
      return Operands::kSleb;
    case 0x92:
      return Operands::kUlebSleb;
    case 0x9d:
    case 0xa5:
    case 0xf5:
      return Operands::kTwoUlebs;
    case 0x9a:
    case 0xfd:
    case 0xfa:
      return op == 0xfa ? Operands::k4 : Operands::kRef;
    case 0xa0:
    case 0xf2:
      return Operands::kRefSleb;
    case 0x9e:
    case 0xa3:
    case 0xf3:
      return Operands::kBlock;
    case 0xa4:
    case 0xf4:
      return Operands::kUlebBlock1;
    case 0xa6:
    case 0xa7:
    case 0xf6:
      return Operands::kUlebSkip;
    case 0x06:
    case 0x12:
    case 0x13:
    case 0x14:
    case 0x16:
    case 0x17:
    case 0x18:
    case 0x19:
    case 0x1a:
    case 0x1b:
    case 0x1c:
    case 0x1d:
    case 0x1e:
    case 0x1f:
    case 0x20:
    case 0x21:
    case 0x22:
    case 0x24:
    case 0x25:
    case 0x26:
    case 0x27:
    case 0x29:
    case 0x2a:
    case 0x2b:
    case 0x2c:
    case 0x2d:
    case 0x2e:
    case 0x96:
    case 0x97:
    case 0x9b:
    case 0x9c:
    case 0x9f:
    case 0xe0:
    case 0xf0:
      return Operands::kNone;
    default:
      return Operands::kUnknown;
  }
}

class OperationReader {
 public:
  OperationReader(Bytes bytes, const ExpressionFormat& format)
      : at_(bytes.data()), end_(at_ + bytes.size()), format_(format) {}

  bool at_end() const { return at_ == end_; }

  bool read(Operation& operation) {
    auto code = std::to_integer<uint8_t>(*at_++);
    operation = {static_cast<Op>(code), 0, {}};
    uint64_t ignored = 0;
    int64_t number = 0;
    switch (operands_of(code)) {
      case Operands::kUnknown:
        return false;
      case Operands::kNone:
        return true;
      case Operands::kAddress:
        return fixed(format_.address_size, operation.number);
      case Operands::k1:
        return fixed(1, operation.number);
      case Operands::k2:
        return fixed(2, operation.number);
      case Operands::k4:
        return fixed(4, operation.number);
      case Operands::k8:
        return fixed(8, operation.number);
      case Operands::kUleb:
        return read_uleb128(at_, end_, operation.number);
      case Operands::kSleb:
        if (!read_sleb128(at_, end_, number)) return false;
        operation.number = static_cast<uint64_t>(number);
        return true;
      case Operands::kUlebSleb:
        return read_uleb128(at_, end_, operation.number) && read_sleb128(at_, end_, number);
      case Operands::kTwoUlebs:
        return read_uleb128(at_, end_, operation.number) && read_uleb128(at_, end_, ignored);
      case Operands::kRef:
        return reference(operation.number);
      case Operands::kRefSleb:
        return reference(operation.number) && read_sleb128(at_, end_, number);
      case Operands::kBlock:
        return read_uleb128(at_, end_, operation.number) && block(operation);
      case Operands::kUlebBlock1:
        return read_uleb128(at_, end_, ignored) && fixed(1, operation.number) && block(operation);
      case Operands::kUlebSkip:
        return fixed(1, operation.number) && read_uleb128(at_, end_, ignored);
    }
    return false;
  }

 private:
  bool fixed(size_t size, uint64_t& value) {
    if (static_cast<size_t>(end_ - at_) < size) return false;
    value = 0;
    for (size_t i = 0; i < size; ++i) {
      size_t at = format_.endian == Endian::kBig ? i : size - 1 - i;
      value = value << 8 | std::to_integer<uint64_t>(at_[at]);
    }
    at_ += size;
    return true;
  }
  bool reference(uint64_t& value) {
    return fixed(format_.version == 2 ? format_.address_size : format_.offset_size, value);
  }
  bool block(Operation& operation) {
    if (static_cast<uint64_t>(end_ - at_) < operation.number) return false;
    operation.block = {at_, static_cast<size_t>(operation.number)};
    at_ += operation.number;
    return true;
  }

  const std::byte* at_;
  const std::byte* end_;
  const ExpressionFormat& format_;
};

enum : uint8_t {  // DW_LLE_*
  kEndOfList = 0,
  kBaseAddressx = 1,
  kStartxEndx = 2,
  kStartxLength = 3,
  kOffsetPair = 4,
  kDefaultLocation = 5,
  kBaseAddress = 6,
  kStartEnd = 7,
  kStartLength = 8,
  kViewPair = 9,
};

}  // namespace

bool decode(Bytes expression, const ExpressionFormat& format, std::vector<Operation>& operations) {
  operations.clear();
  OperationReader reader(expression, format);
  while (!reader.at_end()) {
    if (!reader.read(operations.emplace_back())) return false;
  }
  return true;
}

std::optional<uint64_t> address_of(const Operation& operation, const ExpressionFormat& format) {
  if (operation.op == Op::kAddr) return operation.number;
  if (operation.op != Op::kAddrx && operation.op != Op::kGnuAddrIndex) return std::nullopt;
  size_t size = format.address_size;
  if (size == 0 || operation.number >= format.addresses.size() / size) return std::nullopt;
  ByteReader reader(format.addresses.subspan(operation.number * size, size), format.endian);
  if (size == sizeof(uint32_t)) return reader.u32().value_or(0);
  if (size == sizeof(uint64_t)) return reader.u64().value_or(0);
  return std::nullopt;
}

LocationList::LocationList(Bytes section, uint64_t offset, const ExpressionFormat& format)
    : at_(section.data() + std::min<uint64_t>(offset, section.size())),
      end_(section.data() + section.size()),
      format_(format) {}

bool LocationList::next(Bytes& expression) {
  if (format_.version >= 5) return next_in_loclists(expression);
  return format_.is_split ? next_in_loc_dwo(expression) : next_in_loc(expression);
}

bool LocationList::pass_over(size_t size) {
  if (static_cast<size_t>(end_ - at_) < size) return false;
  at_ += size;
  return true;
}

bool LocationList::pass_over_number() {
  uint64_t ignored = 0;
  return read_uleb128(at_, end_, ignored);
}

bool LocationList::take(uint64_t size, Bytes& expression) {
  if (static_cast<uint64_t>(end_ - at_) < size) return false;
  expression = {at_, static_cast<size_t>(size)};
  at_ += size;
  return true;
}

// Before DWARF 5 an expression is behind its length in two bytes.
bool LocationList::take_behind_length(Bytes& expression) {
  uint16_t length;
  if (static_cast<size_t>(end_ - at_) < sizeof length) return false;
  std::memcpy(&length, at_, sizeof length);
  at_ += sizeof length;
  return take(to_endian(length, format_.endian), expression);
}

bool LocationList::next_in_loclists(Bytes& expression) {
  while (at_ != end_) {
    auto kind = std::to_integer<uint8_t>(*at_++);
    switch (kind) {
      case kBaseAddressx:
        if (!pass_over_number()) return false;
        continue;
      case kViewPair:
        if (!pass_over_number() || !pass_over_number()) return false;
        continue;
      case kBaseAddress:
        if (!pass_over(format_.address_size)) return false;
        continue;
      case kStartxEndx:
      case kStartxLength:
      case kOffsetPair:
        if (!pass_over_number() || !pass_over_number()) return false;
        break;
      case kDefaultLocation:
        break;
      case kStartEnd:
        if (!pass_over(size_t{2} * format_.address_size)) return false;
        break;
      case kStartLength:
        if (!pass_over(format_.address_size) || !pass_over_number()) return false;
        break;
      case kEndOfList:
      default:
        return false;
    }
    uint64_t size = 0;
    return read_uleb128(at_, end_, size) && take(size, expression);
  }
  return false;
}

// Of split DWARF 4, by the kinds of DWARF 5 but with lengths and offsets of 4 bytes.
bool LocationList::next_in_loc_dwo(Bytes& expression) {
  constexpr size_t kWord = sizeof(uint32_t);
  while (at_ != end_) {
    auto kind = std::to_integer<uint8_t>(*at_++);
    switch (kind) {
      case kBaseAddressx:
        if (!pass_over_number()) return false;
        continue;
      case kStartxEndx:
        if (!pass_over_number() || !pass_over_number()) return false;
        break;
      case kStartxLength:
        if (!pass_over_number() || !pass_over(kWord)) return false;
        break;
      case kOffsetPair:
        if (!pass_over(2 * kWord)) return false;
        break;
      case kEndOfList:
      default:
        return false;
    }
    return take_behind_length(expression);
  }
  return false;
}

bool LocationList::next_in_loc(Bytes& expression) {
  size_t size = format_.address_size;
  for (;;) {
    const std::byte* begin = at_;
    if (!pass_over(2 * size)) return false;
    auto is_all = [&](const std::byte* from, std::byte value) {
      return std::all_of(from, from + size, [&](std::byte byte) { return byte == value; });
    };
    if (is_all(begin, std::byte{0}) && is_all(begin + size, std::byte{0})) return false;
    if (is_all(begin, std::byte{0xff})) continue;  // a base address
    return take_behind_length(expression);
  }
}

}  // namespace btfkit::dwarf
