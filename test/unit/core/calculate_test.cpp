// core::calculate: what a relocation comes to on both sides.
#include <gtest/gtest.h>

#include "core/fixup.h"
#include "types.h"

namespace btfkit::test {
namespace {

using core::Fixup;

std::string text_of(const Fixup& fixup) {
  std::string text = fmt::format("{} -> ", fixup.local_value);
  text += fixup.poison ? "poison" : fmt::format("{}", fixup.target_value);
  if (!fixup.validate) text += ", not validated";
  if (fixup.local_width != fixup.target_width) {
    text += fmt::format(", {} -> {} bytes", fixup.local_width, fixup.target_width);
  }
  if (fixup.resize_unsafe) text += ", unsafe";
  return text;
}

// The access of each side is read from the same accessor string.
std::string calculated(CoreKind kind, Types& local, TypeId local_type, Types& target,
                       TypeId target_type, std::string_view access, uint32_t pointer_size = 8) {
  auto from = core::parse_access(local.btf, local.relocation(kind, local_type, access), 8);
  auto to =
      core::parse_access(target.btf, target.relocation(kind, target_type, access), pointer_size);
  if (!from) return from.error().message();
  if (!to) return to.error().message();
  auto fixup =
      core::calculate(kind, {local.btf, *from, 8}, core::Side{target.btf, *to, pointer_size});
  return fixup ? text_of(*fixup) : fixup.error().message();
}

std::string absent(CoreKind kind, Types& local, TypeId type, std::string_view access) {
  auto from = core::parse_access(local.btf, local.relocation(kind, type, access), 8);
  if (!from) return from.error().message();
  auto fixup = core::calculate(kind, {local.btf, *from, 8}, std::nullopt);
  return fixup ? text_of(*fixup) : fixup.error().message();
}

struct Sides {
  Types local, target;
  TypeId local_int = local.integer("int", 4, Int::kSigned);
  TypeId target_int = target.integer("int", 4, Int::kSigned);
  TypeId padding = target.integer("char", 1);
  TypeId from = local.structure("s", 12, {{"a", local_int, 0}, {"b", local_int, 32}});
  TypeId to = target.structure("s", 24, {{"a", target_int, 64}, {"b", target_int, 128}});

  std::string field(CoreKind kind, std::string_view access = "0:1") {
    return calculated(kind, local, from, target, to, access);
  }
};

TEST(Calculate, FieldKinds) {
  Sides sides;
  EXPECT_EQ(sides.field(CoreKind::kFieldByteOffset), "4 -> 16");
  EXPECT_EQ(sides.field(CoreKind::kFieldByteOffset, "1:1"), "16 -> 40");
  EXPECT_EQ(sides.field(CoreKind::kFieldByteSize), "4 -> 4");
  EXPECT_EQ(sides.field(CoreKind::kFieldExists), "1 -> 1");
  EXPECT_EQ(sides.field(CoreKind::kFieldSigned), "1 -> 1");
  EXPECT_EQ(sides.field(CoreKind::kFieldLshiftU64), "32 -> 32");
  EXPECT_EQ(sides.field(CoreKind::kFieldRshiftU64), "32 -> 32");
}

TEST(Calculate, TypeKinds) {
  Sides sides;
  EXPECT_EQ(sides.field(CoreKind::kTypeIdLocal, "0"), "2 -> 3, not validated");
  // Ids change where objects are joined, while the instruction keeps the old one.
  EXPECT_EQ(sides.field(CoreKind::kTypeIdTarget, "0"), "2 -> 3, not validated");
  EXPECT_EQ(sides.field(CoreKind::kTypeExists, "0"), "1 -> 1");
  EXPECT_EQ(sides.field(CoreKind::kTypeSize, "0"), "12 -> 24");
  EXPECT_EQ(sides.field(CoreKind::kTypeMatches, "0"), "1 -> 1");
}

TEST(Calculate, EnumeratorKinds) {
  Types local, target;
  TypeId from = local.enumeration("e", {{"A", 1}});
  TypeId to = target.enumeration("e", {{"A", 7}});
  EXPECT_EQ(calculated(CoreKind::kEnumvalExists, local, from, target, to, "0"), "1 -> 1");
  EXPECT_EQ(calculated(CoreKind::kEnumvalValue, local, from, target, to, "0"), "1 -> 7");
}

TEST(Calculate, WhatTheTargetLacks) {
  Sides sides;
  auto absent_field = [&](CoreKind kind) { return absent(kind, sides.local, sides.from, "0:1"); };
  EXPECT_EQ(absent_field(CoreKind::kFieldByteOffset), "4 -> poison");
  EXPECT_EQ(absent_field(CoreKind::kFieldByteSize), "4 -> poison");
  EXPECT_EQ(absent_field(CoreKind::kFieldExists), "1 -> 0");
  EXPECT_EQ(absent_field(CoreKind::kFieldSigned), "1 -> poison");
  EXPECT_EQ(absent_field(CoreKind::kFieldLshiftU64), "32 -> poison");
  EXPECT_EQ(absent_field(CoreKind::kFieldRshiftU64), "32 -> poison");
  auto absent_type = [&](CoreKind kind) { return absent(kind, sides.local, sides.from, "0"); };
  EXPECT_EQ(absent_type(CoreKind::kTypeIdTarget), "2 -> 0, not validated");
  EXPECT_EQ(absent_type(CoreKind::kTypeExists), "1 -> 0");
  EXPECT_EQ(absent_type(CoreKind::kTypeSize), "12 -> 0");
  EXPECT_EQ(absent_type(CoreKind::kTypeMatches), "1 -> 0");
  TypeId colors = sides.local.enumeration("e", {{"A", 1}});
  EXPECT_EQ(absent(CoreKind::kEnumvalExists, sides.local, colors, "0"), "1 -> 0");
  EXPECT_EQ(absent(CoreKind::kEnumvalValue, sides.local, colors, "0"), "1 -> poison");
}

TEST(Calculate, SignOfEachType) {
  Types types;
  TypeId plain = types.integer("unsigned int", 4);
  TypeId is_signed = types.integer("int", 4, Int::kSigned);
  TypeId signed_char = types.integer("char", 1, Int::kSigned | Int::kChar);
  TypeId signed_enum = types.enumeration("e", {}, true);
  TypeId unsigned_enum = types.wide_enumeration("f", {});
  TypeId pointer = types.pointer(plain);
  auto sign = [&](TypeId type) {
    TypeId holder = types.structure("s", 8, {{"x", types.alias("t", type), 0}});
    return calculated(CoreKind::kFieldSigned, types, holder, types, holder, "0:0");
  };
  EXPECT_EQ(sign(plain), "0 -> 0");
  EXPECT_EQ(sign(is_signed), "1 -> 1");
  EXPECT_EQ(sign(signed_char), "1 -> 1");
  EXPECT_EQ(sign(signed_enum), "1 -> 1");
  EXPECT_EQ(sign(unsigned_enum), "0 -> 0");
  EXPECT_EQ(sign(pointer), "0 -> 0");
}

TEST(Calculate, ElementsOfArrays) {
  Types types;
  TypeId int32 = types.integer("int", 4);
  TypeId array = types.array(int32, 8);
  TypeId type = types.structure("s", 64, {{"list", array, 64}});
  auto element = [&](CoreKind kind) { return calculated(kind, types, type, types, type, "0:0:3"); };
  EXPECT_EQ(element(CoreKind::kFieldByteOffset), "20 -> 20");
  EXPECT_EQ(element(CoreKind::kFieldByteSize), "4 -> 4");
  EXPECT_EQ(element(CoreKind::kFieldExists), "1 -> 1");
  EXPECT_EQ(element(CoreKind::kFieldSigned), "<signed> can't be asked of an array element");
}

// Bit fields. `int x : 3` at bit 5, say, is in the 4 bytes at 0.

struct BitField {
  uint32_t size;
  uint32_t bit_offset;
  uint8_t width;
};

std::string bits(CoreKind kind, BitField field, Endian endian = Endian::kLittle) {
  Types types(endian);
  TypeId integer = types.integer("t", field.size);
  TypeId type = types.structure("s", 64, {{"x", integer, field.bit_offset, field.width}});
  return calculated(kind, types, type, types, type, "0:0");
}

std::string whole(BitField field, Endian endian) {
  auto target_value = [&](CoreKind kind) {
    std::string text = bits(kind, field, endian);
    // The right shift depends on the width alone, on which all agree.
    EXPECT_EQ(text.ends_with(", not validated"), kind != CoreKind::kFieldRshiftU64) << text;
    return text.substr(0, text.find(' '));
  };
  return fmt::format("{} bytes at {}, << {} >> {}", target_value(CoreKind::kFieldByteSize),
                     target_value(CoreKind::kFieldByteOffset),
                     target_value(CoreKind::kFieldLshiftU64),
                     target_value(CoreKind::kFieldRshiftU64));
}

// A load of 4 bytes at 0 into 64 bits, then the shift to the left that drops all above the field.
TEST(CalculateBitField, LittleEndianShift) {
  EXPECT_EQ(whole({4, 0, 1}, Endian::kLittle), "4 bytes at 0, << 63 >> 63");
  EXPECT_EQ(whole({4, 5, 3}, Endian::kLittle), "4 bytes at 0, << 56 >> 61");
  EXPECT_EQ(whole({4, 37, 3}, Endian::kLittle), "4 bytes at 4, << 56 >> 61");
  EXPECT_EQ(whole({8, 60, 4}, Endian::kLittle), "8 bytes at 0, << 0 >> 60");
}

TEST(CalculateBitField, BigEndianShift) {
  EXPECT_EQ(whole({4, 0, 1}, Endian::kBig), "4 bytes at 0, << 32 >> 63");
  EXPECT_EQ(whole({4, 5, 3}, Endian::kBig), "4 bytes at 0, << 37 >> 61");
  EXPECT_EQ(whole({8, 60, 4}, Endian::kBig), "8 bytes at 0, << 60 >> 60");
}

TEST(CalculateBitField, WidensUntilTheFieldFits) {
  EXPECT_EQ(whole({4, 20, 20}, Endian::kLittle), "8 bytes at 0, << 24 >> 44");
  EXPECT_EQ(whole({1, 6, 4}, Endian::kLittle), "2 bytes at 0, << 54 >> 60");
  EXPECT_EQ(whole({2, 28, 8}, Endian::kLittle), "8 bytes at 0, << 28 >> 56");
  EXPECT_EQ(whole({4, 20, 20}, Endian::kBig), "8 bytes at 0, << 20 >> 44");
}

TEST(CalculateBitField, RefusesMoreThanEightBytes) {
  std::string error = "bit field 'x' can't be read in 8 bytes";
  EXPECT_EQ(bits(CoreKind::kFieldByteOffset, {4, 60, 10}), error);
  EXPECT_EQ(bits(CoreKind::kFieldByteSize, {8, 60, 10}), error);
  EXPECT_EQ(bits(CoreKind::kFieldLshiftU64, {16, 0, 70}), error);
  EXPECT_EQ(bits(CoreKind::kFieldLshiftU64, {3, 20, 30}), error);
}

TEST(CalculateBitField, RefusesTypeWithoutSize) {
  EXPECT_EQ(bits(CoreKind::kFieldByteOffset, {0, 0, 3}), "bit field 'x' has a type of no size");
}

TEST(CalculateBitField, ExistsWhateverItsSize) {
  EXPECT_EQ(bits(CoreKind::kFieldExists, {4, 60, 10}), "1 -> 1");
}

// The width of what is loaded or stored at the offset.

std::string widths(uint32_t from, uint8_t from_encoding, uint32_t to, uint8_t to_encoding) {
  Types local, target;
  TypeId a = local.structure("s", 8, {{"x", local.integer("t", from, from_encoding), 0}});
  TypeId b = target.structure("s", 8, {{"x", target.integer("t", to, to_encoding), 0}});
  return calculated(CoreKind::kFieldByteOffset, local, a, target, b, "0:0");
}

TEST(CalculateWidth, UnsignedIntegersResize) {
  EXPECT_EQ(widths(4, 0, 8, 0), "0 -> 0, 4 -> 8 bytes");
  EXPECT_EQ(widths(4, 0, 1, Int::kBool), "0 -> 0, 4 -> 1 bytes");
  EXPECT_EQ(widths(4, 0, 4, Int::kSigned), "0 -> 0");
}

TEST(CalculateWidth, SignedIntegersDoNot) {
  EXPECT_EQ(widths(4, Int::kSigned, 8, Int::kSigned), "0 -> 0, 4 -> 8 bytes, unsafe");
  EXPECT_EQ(widths(4, 0, 8, Int::kSigned), "0 -> 0, 4 -> 8 bytes, unsafe");
}

TEST(CalculateWidth, PointersResize) {
  Types local, target;
  TypeId a = local.structure("s", 8, {{"p", local.pointer(kVoid), 0}});
  TypeId b = target.structure("s", 4, {{"p", target.pointer(kVoid), 0}});
  EXPECT_EQ(calculated(CoreKind::kFieldByteOffset, local, a, target, b, "0:0", 4),
            "0 -> 0, 8 -> 4 bytes");
}

TEST(CalculateWidth, OthersDoNot) {
  Types local, target;
  TypeId a = local.structure("s", 8, {{"x", local.enumeration("e", {}), 0}});
  TypeId b = target.structure("s", 8, {{"x", target.wide_enumeration("e", {}), 0}});
  EXPECT_EQ(calculated(CoreKind::kFieldByteOffset, local, a, target, b, "0:0"),
            "0 -> 0, 4 -> 8 bytes, unsafe");
}

TEST(CalculateWidth, IsThatOfAnArraysElement) {
  Types local, target;
  TypeId a = local.structure("s", 64, {{"x", local.array(local.integer("t", 4), 4), 0}});
  TypeId b = target.structure("s", 64,
                              {{"x", target.array(target.array(target.integer("t", 4), 2), 4), 0}});
  EXPECT_EQ(calculated(CoreKind::kFieldByteOffset, local, a, target, b, "0:0"), "0 -> 0");
}

// int x; became int x : 4; a load of 4 bytes would read its neighbours too.
TEST(CalculateWidth, FieldThatBecameABitFieldCantBeLoaded) {
  Types local, target;
  TypeId a = local.structure("s", 4, {{"x", local.integer("t", 4), 0}});
  TypeId b = target.structure("s", 4, {{"x", target.integer("t", 4), 0, 4}});
  EXPECT_EQ(calculated(CoreKind::kFieldByteOffset, local, a, target, b, "0:0"),
            "0 -> 0, 4 -> 0 bytes, unsafe");
}

TEST(Calculate, ValuesOfWideEnumerators) {
  auto value = [](uint64_t number, bool wide, bool is_signed) {
    Types types;
    TypeId type = wide ? types.wide_enumeration("e", {{"A", number}}, is_signed)
                       : types.enumeration("e", {{"A", number}}, is_signed);
    std::string text = calculated(CoreKind::kEnumvalValue, types, type, types, type, "0");
    return text.substr(text.rfind(' ') + 1);
  };
  EXPECT_EQ(value(0x80000000, false, false), "2147483648");
  EXPECT_EQ(value(0xffffffff, false, false), "4294967295");
  EXPECT_EQ(value(0xffffffff, false, true), "18446744073709551615");
  EXPECT_EQ(value(0x80000000, true, false), "2147483648");
  EXPECT_EQ(value(UINT64_MAX, true, true), "18446744073709551615");
}

TEST(Calculate, RefusesFieldsWithoutSize) {
  Types types;
  auto error = [&](TypeId type) {
    TypeId holder = types.structure("s", 8, {{"x", type, 0}});
    return calculated(CoreKind::kFieldByteOffset, types, holder, types, holder, "0:0");
  };
  EXPECT_EQ(error(kVoid), "field 'x' is void");
  EXPECT_EQ(error(types.add("f", Fwd{false})), "type [2] FWD 'f' has no size");
  EXPECT_EQ(error(types.array(kVoid, 2)), "void has no size");
  EXPECT_EQ(error(types.prototype(kVoid, {})), "type [6] FUNC_PROTO '(anon)' has no size");
  TypeId loop{number(types.btf.end_id())};
  types.array(loop, 1);
  EXPECT_EQ(error(loop), "type [8] ARRAY '(anon)': arrays are nested too deeply");
}

}  // namespace
}  // namespace btfkit::test
