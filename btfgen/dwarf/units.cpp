#include "dwarf/units.h"

namespace btfkit::dwarf {
namespace {

constexpr uint32_t kDwarf64 = 0xffffffff;  // the length's first word in 64-bit DWARF
constexpr uint32_t kReservedLength = 0xfffffff0;

enum : uint8_t {  // DW_UT_*
  kUtCompile = 1,
  kUtType = 2,
  kUtPartial = 3,
  kUtSkeleton = 4,
  kUtSplitCompile = 5,
  kUtSplitType = 6,
};

Result<UnitKind> unit_kind(uint8_t type) {
  switch (type) {
    case kUtCompile:
      return UnitKind::kCompile;
    case kUtType:
      return UnitKind::kType;
    case kUtPartial:
      return UnitKind::kPartial;
    case kUtSkeleton:
      return UnitKind::kSkeleton;
    case kUtSplitCompile:
      return UnitKind::kSplitCompile;
    case kUtSplitType:
      return UnitKind::kSplitType;
  }
  return fail("unit type {:#x} is not known", type);
}

class HeaderReader {
 public:
  HeaderReader(const UnitSource& source, Endian endian, bool in_types)
      : reader_(source.units, endian), source_(source), base_(source.base), in_types_(in_types) {}

  Result<void> read_all(std::vector<UnitHeader>& units) {
    while (!reader_.at_end()) {
      uint64_t start = reader_.position();
      auto unit = read_one();
      if (!unit) {
        return in(fmt::format("unit at {:#x}", start),
                  Result<void>(std::unexpected(std::move(unit).error())));
      }
      units.push_back(*unit);
      BTFKIT_CHECK(reader_.seek(unit->end - base_));
    }
    return {};
  }

 private:
  Result<uint64_t> offset(uint8_t size) {
    if (size == 8) return reader_.u64();
    return BTFKIT_TRY(reader_.u32());
  }

  Result<UnitHeader> read_one() {
    UnitHeader unit{};
    unit.in_types = in_types_;
    unit.source = &source_;
    unit.offset = base_ + reader_.position();
    uint64_t length = BTFKIT_TRY(reader_.u32());
    unit.offset_size = 4;
    if (length == kDwarf64) {
      length = BTFKIT_TRY(reader_.u64());
      unit.offset_size = 8;
    } else if (length >= kReservedLength) {
      return fail("length {:#x} is reserved", length);
    }
    if (length > reader_.remaining()) {
      return fail("it claims {} bytes, the section has {} left", length, reader_.remaining());
    }
    unit.end = base_ + reader_.position() + length;
    unit.version = BTFKIT_TRY(reader_.u16());
    if (unit.version < 2 || unit.version > 5) {
      return fail("DWARF version {}, expected 2 to 5", unit.version);
    }
    uint64_t type_offset = 0;
    if (unit.version >= 5) {
      unit.kind = BTFKIT_TRY(unit_kind(BTFKIT_TRY(reader_.u8())));
      unit.address_size = BTFKIT_TRY(reader_.u8());
      unit.abbreviations = BTFKIT_TRY(offset(unit.offset_size));
    } else {
      unit.kind = in_types_ ? UnitKind::kType : UnitKind::kCompile;
      unit.abbreviations = BTFKIT_TRY(offset(unit.offset_size));
      unit.address_size = BTFKIT_TRY(reader_.u8());
    }
    if (unit.address_size != 4 && unit.address_size != 8) {
      return fail("addresses of {} bytes, expected 4 or 8", unit.address_size);
    }
    bool is_type = unit.kind == UnitKind::kType || unit.kind == UnitKind::kSplitType;
    bool has_id = unit.kind == UnitKind::kSkeleton || unit.kind == UnitKind::kSplitCompile;
    if (is_type || has_id) unit.signature = BTFKIT_TRY(reader_.u64());
    if (is_type) type_offset = BTFKIT_TRY(offset(unit.offset_size));
    unit.type = unit.offset + type_offset;
    unit.first_die = base_ + reader_.position();
    if (unit.first_die > unit.end) return fail("its {} bytes don't hold its header", length);
    return unit;
  }

  ByteReader reader_;
  const UnitSource& source_;
  uint64_t base_;
  bool in_types_;
};

}  // namespace

Result<void> read_units(const UnitSource& source, Endian endian, bool in_types,
                        std::vector<UnitHeader>& units) {
  return in(source.name, HeaderReader(source, endian, in_types).read_all(units));
}

}  // namespace btfkit::dwarf
