#include "value.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>

namespace btfkit::show {
namespace {

using namespace btf;

std::vector<std::byte> bytes(std::initializer_list<int> values) {
  std::vector<std::byte> result;
  for (int value : values) result.push_back(static_cast<std::byte>(value));
  return result;
}

class ValueTest : public ::testing::TestWithParam<Endian> {
 protected:
  TypeId add(std::string_view name, Kind kind) {
    return btf.add_type({btf.add_string(name), std::move(kind)});
  }
  TypeId integer(std::string_view name, uint32_t size, uint8_t encoding = 0) {
    return add(name, Int{size, encoding, 0, static_cast<uint8_t>(8 * size)});
  }
  struct Part {
    std::string_view name;
    TypeId type;
    uint32_t at;  // bit
    uint8_t width = 0;
  };
  template <typename Kind>
  TypeId composite(std::string_view name, uint32_t size, std::initializer_list<Part> parts) {
    std::vector<Member> members;
    for (const Part& part : parts) {
      members.push_back({btf.add_string(part.name), part.type, member_offset(part.at, part.width)});
    }
    return add(name, Kind{{size, true, members}});
  }
  TypeId array(TypeId element, uint32_t count) { return add("", Array{element, element, count}); }

  // In the test's byte order.
  template <typename T>
  std::vector<std::byte> number(T value) {
    ByteWriter writer(GetParam());
    writer.write(value);
    return std::move(writer).take();
  }

  std::string text(TypeId type, Bytes of) { return to_text(ValueReader(btf).read(type, of)); }
  std::string json(TypeId type, Bytes of) {
    Json out;
    to_json(out, ValueReader(btf).read(type, of));
    return std::move(out).take();
  }

  Btf btf{GetParam()};
  TypeId u8 = integer("unsigned char", 1);
  TypeId i8 = integer("signed char", 1, Int::kSigned);
  TypeId u32 = integer("unsigned int", 4);
  TypeId i32 = integer("int", 4, Int::kSigned);
  TypeId u64 = integer("unsigned long", 8);
  TypeId i64 = integer("long", 8, Int::kSigned);
  TypeId letter = integer("char", 1, Int::kSigned);
  TypeId boolean = integer("_Bool", 1, Int::kBool);
  TypeId empty = composite<Struct>("empty", 0, {});
};

INSTANTIATE_TEST_SUITE_P(BothByteOrders, ValueTest,
                         ::testing::Values(Endian::kLittle, Endian::kBig), [](const auto& endian) {
                           return endian.param == Endian::kLittle ? "little" : "big";
                         });

TEST_P(ValueTest, Integers) {
  EXPECT_EQ(text(u32, number(0xfffffffeu)), "4294967294");
  EXPECT_EQ(text(i32, number(-2)), "-2");
  EXPECT_EQ(text(i8, bytes({0x80})), "-128");
  EXPECT_EQ(json(u64, number(std::numeric_limits<uint64_t>::max())), "18446744073709551615");
  EXPECT_EQ(json(i64, number(std::numeric_limits<int64_t>::min())), "-9223372036854775808");
  EXPECT_EQ(text(boolean, bytes({1})), "true");
  EXPECT_EQ(text(boolean, bytes({2})), "2");
  EXPECT_EQ(text(letter, bytes({'x'})), "'x'");
  EXPECT_EQ(text(letter, bytes({'\''})), "'\\''");
  EXPECT_EQ(json(letter, bytes({0xff})), "-1");
}

TEST_P(ValueTest, WideIntegers) {
  TypeId wide = integer("__int128", 16, Int::kSigned);
  std::vector<std::byte> value = number(uint64_t{GetParam() == Endian::kBig ? 1u : 2u});
  std::vector<std::byte> rest = number(uint64_t{GetParam() == Endian::kBig ? 2u : 1u});
  value.insert(value.end(), rest.begin(), rest.end());
  EXPECT_EQ(json(wide, value), "\"0x10000000000000002\"");
  EXPECT_EQ(text(wide, Bytes(value).first(8)), "?");
}

TEST_P(ValueTest, BitFields) {
  // Bits count from the lowest one of a little-endian unit and from the highest of a big-endian.
  TypeId fields = composite<Struct>(
      "fields", 4, {{"low", u32, 0, 3}, {"middle", u32, 3, 11}, {"high", i32, 14, 18}});
  uint32_t little = 5u | 1027u << 3 | 0x2aaaau << 14;
  uint32_t big = 5u << 29 | 1027u << 18 | 0x2aaaau;
  uint32_t unit = GetParam() == Endian::kBig ? big : little;
  EXPECT_EQ(text(fields, number(unit)), "{low: 5, middle: 1027, high: -87382}");
}

TEST_P(ValueTest, BitFieldsInTheOldWay) {
  TypeId old = add("int", Int{4, Int::kSigned, 2, 4});
  EXPECT_EQ(text(old, number(GetParam() == Endian::kBig ? 9u << 26 : 9u << 2)), "-7");
}

TEST_P(ValueTest, Floats) {
  TypeId single = add("float", Float{4}), wide = add("double", Float{8}),
         odd = add("half", Float{2});
  EXPECT_EQ(json(single, number(std::bit_cast<uint32_t>(0.1f))), "0.1");
  EXPECT_EQ(json(wide, number(std::bit_cast<uint64_t>(0.1))), "0.1");
  EXPECT_EQ(json(wide, number(std::bit_cast<uint64_t>(1e300))), "1e+300");
  auto nan = number(std::bit_cast<uint64_t>(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_EQ(json(wide, nan), "\"NaN\"");
  EXPECT_EQ(text(wide, nan), "nan");
  auto infinity = number(std::bit_cast<uint64_t>(-std::numeric_limits<double>::infinity()));
  EXPECT_EQ(json(wide, infinity), "\"-Infinity\"");
  EXPECT_EQ(text(odd, bytes({1, 2})), "<01 02>");
}

TEST_P(ValueTest, Enums) {
  const Enumerator few[] = {{btf.add_string("IDLE"), 0}, {btf.add_string("BROKEN"), 0xfffffffd}};
  TypeId state = add("state", Enum{4, true, few});
  EXPECT_EQ(text(state, number(-3)), "BROKEN");
  EXPECT_EQ(json(state, number(-3)), "\"BROKEN\"");
  EXPECT_EQ(json(state, number(7)), "7");
  const Enumerator64 large[] = {enumerator64(btf.add_string("LARGE"), 0x123456789abcdef)};
  TypeId wide = add("wide", Enum64{8, false, large});
  EXPECT_EQ(text(wide, number(uint64_t{0x123456789abcdef})), "LARGE");
}

TEST_P(ValueTest, CharacterArrays) {
  TypeId word = array(letter, 4);
  EXPECT_EQ(text(word, bytes({'a', 'b', 0, 0})), "\"ab\"");
  EXPECT_EQ(text(word, bytes({'f', 'u', 'l', 'l'})), "\"full\"");
  EXPECT_EQ(text(word, bytes({'a', 0, 'x', 1})), "\"a\"");
  EXPECT_EQ(text(word, bytes({0, 0, 0, 0})), "\"\"");
  EXPECT_EQ(json(word, bytes({'"', '\n', 0, 0})), "\"\\\"\\u000a\"");
  EXPECT_EQ(json(word, bytes({0xc3, 0xa9, 0, 0})), "\"\xc3\xa9\"");
  // No text: not UTF-8, a control character, what is behind a leading zero.
  EXPECT_EQ(json(word, bytes({0xc3, 0, 0, 0})), "[-61,0,0,0]");
  EXPECT_EQ(text(word, bytes({0x1b, 'c', 0, 0})), "['\\x1b', 'c', '\\0', '\\0']");
  EXPECT_EQ(json(word, bytes({0, 1, 2, 3})), "[0,1,2,3]");
  EXPECT_EQ(json(array(u8, 2), bytes({'a', 'b'})), "[97,98]");
}

TEST_P(ValueTest, StructsInStructs) {
  TypeId inner = composite<Struct>("", 1, {{"inner", u8, 0}});
  TypeId either = composite<Union>("", 1, {{"one", u8, 0}, {"other", i8, 0}});
  TypeId pointer = add("", Ptr{kVoid});
  TypeId outer = composite<Struct>(
      "outer", 16, {{"", inner, 0}, {"", either, 8}, {"named", inner, 16}, {"to", pointer, 64}});
  std::vector<std::byte> value = bytes({1, 255, 3, 0, 0, 0, 0, 0});
  std::vector<std::byte> address = number(uint64_t{0xdeadbeef});
  value.insert(value.end(), address.begin(), address.end());
  EXPECT_EQ(json(outer, value),
            R"({"inner":1,"one":255,"other":-1,"named":{"inner":3},"to":"0xdeadbeef"})");
}

TEST_P(ValueTest, LibraryArray) {
  TypeId std_array = composite<Struct>("std_array_char_4", 4, {{"_M_elems", array(letter, 4), 0}});
  TypeId event = composite<Struct>("event", 4, {{"command", std_array, 0}});
  EXPECT_EQ(text(event, bytes({'s', 'h', 0, 0})), "{command: \"sh\"}");
}

TEST_P(ValueTest, FlexibleArray) {
  TypeId record = composite<Struct>("record", 1, {{"size", u8, 0}, {"rest", array(u8, 0), 8}});
  EXPECT_EQ(text(record, bytes({2, 8, 9})), "{size: 2, rest: [8, 9]}");
  EXPECT_EQ(text(record, bytes({2})), "{size: 2, rest: []}");
  // Within another value there is no telling where it ends.
  EXPECT_EQ(text(array(record, 2), bytes({1, 2})), "[{size: 1, rest: []}, {size: 2, rest: []}]");
}

TEST_P(ValueTest, Sections) {
  TypeId first = add("first", Var{u8, Linkage::kGlobal}),
         last = add("last", Var{i8, Linkage::kStatic});
  const SectionVar vars[] = {{first, 0, 1}, {last, 2, 1}};
  TypeId data = add(".data", Datasec{3, vars});
  EXPECT_EQ(json(data, bytes({1, 0, 254})), R"({"first":1,"last":-2})");
}

// docs/tagged-unions.md: the tag is the union's first member, without a name.
class VariantTest : public ValueTest {
 protected:
  TypeId first = composite<Struct>("First", 3, {{"a", u8, 8}, {"b", u8, 16}});
  TypeId second = composite<Struct>("Second", 3, {{"__0", u8, 8}});
  TypeId quit = composite<Struct>("Quit", 3, {});
  TypeId part = composite<Union>(
      "", 3, {{"", u8, 0}, {"First", first, 0}, {"Second", second, 0}, {"Quit", quit, 0}});
  TypeId own = composite<Struct>("Own", 3, {{"", part, 0}});
};
INSTANTIATE_TEST_SUITE_P(BothByteOrders, VariantTest,
                         ::testing::Values(Endian::kLittle, Endian::kBig), [](const auto& endian) {
                           return endian.param == Endian::kLittle ? "little" : "big";
                         });

TEST_P(VariantTest, OnlyTheActiveAlternative) {
  EXPECT_EQ(text(own, bytes({0, 5, 6})), "First {a: 5, b: 6}");
  EXPECT_EQ(json(own, bytes({0, 5, 6})), R"({"First":{"a":5,"b":6}})");
  EXPECT_EQ(text(own, bytes({1, 5, 6})), "Second 5");
  EXPECT_EQ(json(own, bytes({1, 5, 6})), R"({"Second":5})");
  EXPECT_EQ(text(own, bytes({2, 5, 6})), "Quit");
  EXPECT_EQ(json(own, bytes({2, 5, 6})), R"({"Quit":{}})");
  EXPECT_EQ(text(own, bytes({3, 5, 6})), "<no alternative, tag 3>");
  EXPECT_EQ(json(own, bytes({255, 5, 6})), "{\"(no alternative)\":255}");
  EXPECT_EQ(text(own, {}), "?");
  EXPECT_EQ(json(own, {}), "null");
}

TEST_P(VariantTest, BesideOtherMembers) {
  TypeId event = composite<Struct>("event", 5, {{"pid", u8, 0}, {"", part, 8}, {"end", u8, 32}});
  EXPECT_EQ(text(event, bytes({7, 1, 5, 6, 9})), "{pid: 7, Second 5, end: 9}");
  EXPECT_EQ(json(event, bytes({7, 1, 5, 6, 9})), R"({"pid":7,"Second":5,"end":9})");
  EXPECT_EQ(json(event, bytes({7, 9, 5, 6, 9})), "{\"pid\":7,\"(no alternative)\":9,\"end\":9}");
}

TEST_P(VariantTest, TagBehindTheStorage) {
  TypeId tag = composite<Struct>("", 5, {{"", u8, 32}});
  TypeId storage =
      composite<Union>("", 5, {{"", tag, 0}, {"unsigned_int", u32, 0}, {"bool", boolean, 0}});
  TypeId variant = composite<Struct>("std_variant_unsigned_int_bool", 5, {{"", storage, 0}});
  std::vector<std::byte> value = number(uint32_t{70000});
  value.push_back(std::byte{0});
  EXPECT_EQ(text(variant, value), "unsigned_int 70000");
  EXPECT_EQ(text(variant, bytes({1, 0, 0, 0, 1})), "bool true");
  EXPECT_EQ(text(variant, bytes({1, 0, 0, 0, 255})), "<no alternative, tag 255>");
}

TEST_P(VariantTest, BooleanTag) {
  TypeId union_ =
      composite<Union>("", 2, {{"", boolean, 8}, {"nullopt", empty, 0}, {"value", u8, 0}});
  TypeId optional = composite<Struct>("std_optional_unsigned_char", 2, {{"", union_, 0}});
  EXPECT_EQ(text(optional, bytes({9, 1})), "value 9");
  EXPECT_EQ(text(optional, bytes({9, 0})), "nullopt");
}

TEST_P(VariantTest, ValuesOfTheTagFromDeclTags) {
  add("discriminant:7", DeclTag{part, 1, false});
  add("discriminant:200", DeclTag{part, 2, false});
  EXPECT_EQ(text(own, bytes({7, 5, 6})), "First {a: 5, b: 6}");
  EXPECT_EQ(text(own, bytes({200, 5, 6})), "Second 5");
  // As of Rust's enums: the one without a value is what all other tags mean.
  EXPECT_EQ(text(own, bytes({0, 5, 6})), "Quit");
}

TEST_P(VariantTest, OrdinaryUnionsHaveAllMembers) {
  TypeId odd = composite<Union>("odd", 1, {{"", u8, 0}, {"", u8, 0}});
  EXPECT_EQ(text(odd, bytes({5})), "{(anon): 5, (anon): 5}");
  TypeId plain = composite<Union>("plain", 1, {{"a", u8, 0}, {"b", i8, 0}});
  EXPECT_EQ(text(plain, bytes({255})), "{a: 255, b: -1}");
}

TEST_P(ValueTest, ShortBytes) {
  TypeId pair = composite<Struct>("pair", 8, {{"a", u32, 0}, {"b", u32, 32}});
  std::vector<std::byte> value = number(uint32_t{5});
  value.push_back(std::byte{1});
  EXPECT_EQ(text(pair, value), "{a: 5, b: ?}");
  EXPECT_EQ(json(pair, value), R"({"a":5,"b":null})");
  EXPECT_EQ(text(array(u32, 1000000000), value), "[5, ?]");
}

TEST_P(ValueTest, NoValues) {
  EXPECT_EQ(text(kVoid, bytes({1})), "<no value>");
  EXPECT_EQ(text(add("gone", Fwd{false}), bytes({1})), "<no value>");
  EXPECT_EQ(text(add("", FuncProto{kVoid, {}}), bytes({1})), "<no value>");
}

// What no compiler makes.
TEST_P(ValueTest, Cycles) {
  TypeId self = composite<Struct>("self", 1, {{"next", btf.end_id(), 0}});
  std::string deep = text(self, bytes({1}));
  EXPECT_TRUE(deep.contains("next: ...")) << deep;
  TypeId loop = btf.end_id();
  add("loop", Typedef{loop});
  EXPECT_EQ(text(loop, bytes({1})), "<no value>");
}

TEST_P(ValueTest, StructsThatDoubleEndInTime) {
  TypeId id = btf.end_id();
  composite<Struct>("twice", 1, {{"a", id, 0}, {"b", id, 0}});
  EXPECT_TRUE(text(id, bytes({1})).contains("..."));
  TypeId nothing = array(empty, 4000000000);
  EXPECT_EQ(text(nothing, bytes({1})), "[]");
  // Offsets and sizes that are more than 64 bits together.
  TypeId huge = array(array(composite<Struct>("huge", 0xffffffff, {}), 0xffffffff), 0xffffffff);
  EXPECT_EQ(text(huge, bytes({1})), "[[{}, ?], ?]");
  EXPECT_EQ(text(array(array(huge, 2), 2), bytes({1})), "<no value>");
}

TEST_P(ValueTest, NamesMakeNoLines) {
  TypeId odd = composite<Struct>("odd", 1, {{"a\nb\x1b", u8, 0}});
  EXPECT_EQ(text(odd, bytes({1})), "{a\\x0ab\\x1b: 1}");
  TypeId latin = composite<Struct>("latin", 1, {{"\xe9", u8, 0}});
  EXPECT_EQ(json(latin, bytes({1})), "{\"\xef\xbf\xbd\":1}");
}

TEST_P(ValueTest, LongTextsAreBroken) {
  TypeId pair = composite<Struct>("pair", 2, {{"first", u8, 0}, {"second", u8, 8}});
  TypeId list = array(pair, 2);
  Value value = ValueReader(btf).read(list, bytes({1, 2, 3, 4}));
  EXPECT_EQ(to_text(value, 0, 30), "[\n  {first: 1, second: 2},\n  {first: 3, second: 4}\n]");
  EXPECT_EQ(to_text(value, 2, 20),
            "[\n    {\n      first: 1,\n      second: 2\n    },\n    {\n      first: 3,\n      "
            "second: 4\n    "
            "}\n  ]");
}

}  // namespace
}  // namespace btfkit::show
