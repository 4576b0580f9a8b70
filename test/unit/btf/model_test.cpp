#include "btf/model.h"

#include <gtest/gtest.h>

#include "every_kind.h"

namespace btfkit::test {
namespace {

// "" or the size as text.
std::string size_text(const Btf& btf, uint32_t id, uint32_t pointer_size = 8) {
  auto size = size_of(btf, TypeId{id}, pointer_size);
  return size ? std::to_string(*size) : size.error().message();
}

TEST(Name, VoidHasNone) {
  Btf btf = every_kind(Endian::kLittle);
  EXPECT_EQ(btf.name(kVoid), "");
  EXPECT_EQ(Btf(btf, Endian::kLittle).name(kVoid), "");
}

TEST(SizeOf, EachKind) {
  Btf btf = every_kind(Endian::kLittle);
  EXPECT_EQ(size_text(btf, 0), "void has no size");
  EXPECT_EQ(size_text(btf, 1), "4");
  EXPECT_EQ(size_text(btf, 2), "8");
  EXPECT_EQ(size_text(btf, 2, 4), "4");
  EXPECT_EQ(size_text(btf, 3), "28");
  EXPECT_EQ(size_text(btf, 4), "8");
  EXPECT_EQ(size_text(btf, 5), "4");
  EXPECT_EQ(size_text(btf, 6), "4");
  EXPECT_EQ(size_text(btf, 7), "type [7] FWD 'unknown' has no size");
  EXPECT_EQ(size_text(btf, 8), "4");
  EXPECT_EQ(size_text(btf, 9), "4");
  EXPECT_EQ(size_text(btf, 10), "void has no size");
  EXPECT_EQ(size_text(btf, 11), "8");
  EXPECT_EQ(size_text(btf, 12), "type [12] FUNC 'call' has no size");
  EXPECT_EQ(size_text(btf, 13), "type [13] FUNC_PROTO '(anon)' has no size");
  EXPECT_EQ(size_text(btf, 14), "type [14] VAR 'counter' has no size");
  EXPECT_EQ(size_text(btf, 15), "4");
  EXPECT_EQ(size_text(btf, 16), "8");
  EXPECT_EQ(size_text(btf, 17), "type [17] DECL_TAG 'tag' has no size");
  EXPECT_EQ(size_text(btf, 18), "4");
  EXPECT_EQ(size_text(btf, 19), "8");
}

TEST(SizeOf, ArrayOfArrays) {
  Btf btf = every_kind(Endian::kLittle);
  TypeId outer = btf.add_type({kNoName, Array{TypeId{3}, TypeId{1}, 3}});
  EXPECT_EQ(size_text(btf, number(outer)), "84");
}

TEST(SizeOf, FlexibleArrayIsZero) {
  Btf btf = every_kind(Endian::kLittle);
  TypeId array = btf.add_type({kNoName, Array{TypeId{1}, TypeId{1}, 0}});
  EXPECT_EQ(size_text(btf, number(array)), "0");
}

TEST(SizeOf, RefusesSizeThatWouldWrap) {
  Btf btf;
  TypeId previous = btf.add_type({btf.add_string("int"), Int{4, 0, 0, 32}});
  for (int i = 0; i < 2; ++i) {
    previous = btf.add_type({kNoName, Array{previous, TypeId{1}, UINT32_MAX}});
  }
  EXPECT_EQ(size_text(btf, number(previous)),
            "type [3] ARRAY '(anon)': its size doesn't fit into 64 bits");
}

TEST(SizeOf, EndsOnArrayOfItself) {
  Btf btf;
  btf.add_type({kNoName, Array{TypeId{1}, TypeId{1}, 1}});
  EXPECT_EQ(size_text(btf, 1), "type [1] ARRAY '(anon)': arrays are nested too deeply");
}

TEST(SkipModifiers, StopsAtWhatTheyStandFor) {
  Btf btf = every_kind(Endian::kLittle);
  TypeId last = btf.add_type({kNoName, Const{TypeId{8}}});
  last = btf.add_type({kNoName, Volatile{last}});
  last = btf.add_type({kNoName, Restrict{last}});
  last = btf.add_type({kNoName, TypeTag{last, true}});
  EXPECT_EQ(*skip_modifiers(btf, last), TypeId{1});
  EXPECT_EQ(*skip_modifiers(btf, TypeId{10}), kVoid);
  EXPECT_EQ(*skip_modifiers(btf, TypeId{11}), TypeId{2});
}

TEST(SkipModifiers, EndsOnLoops) {
  Btf btf;
  btf.add_type({btf.add_string("a"), Typedef{TypeId{2}}});
  btf.add_type({btf.add_string("b"), Typedef{TypeId{1}}});
  btf.add_type({kNoName, Const{TypeId{3}}});
  EXPECT_EQ(message(skip_modifiers(btf, TypeId{1})),
            "type [1] TYPEDEF 'a': the chain of modifiers doesn't end");
  EXPECT_EQ(message(skip_modifiers(btf, TypeId{3})),
            "type [3] CONST '(anon)': the chain of modifiers doesn't end");
}

uint32_t pointer_size_of(std::string_view name, uint32_t size) {
  Btf btf;
  btf.add_type({btf.add_string(name), Int{size, Int::kSigned, 0, 0}});
  return pointer_size(btf);
}

TEST(PointerSize, IsThatOfLong) {
  for (auto name : {"long", "long int", "unsigned long", "long unsigned int"}) {
    EXPECT_EQ(pointer_size_of(name, 4), 4u) << name;
    EXPECT_EQ(pointer_size_of(name, 8), 8u) << name;
  }
}

TEST(PointerSize, IsEightWithoutLong) {
  EXPECT_EQ(pointer_size_of("int", 4), 8u);
  EXPECT_EQ(pointer_size(Btf()), 8u);
}

TEST(PointerSize, IgnoresLongOfAnyOtherSize) {
  EXPECT_EQ(pointer_size_of("long", 0), 8u);
  EXPECT_EQ(pointer_size_of("long", 16), 8u);
}

TEST(Strings, AreSharedWhenAdded) {
  Btf btf;
  StringOffset first = btf.add_string("one");
  EXPECT_EQ(btf.add_string("two"), StringOffset{number(first) + 4});
  EXPECT_EQ(btf.add_string("one"), first);
  EXPECT_EQ(btf.add_string(""), kNoName);
  EXPECT_EQ(btf.own_strings(), std::string_view("\0one\0two\0", 9));
}

TEST(Strings, EndWhereTheSectionEnds) {
  Btf btf;
  btf.add_string("one");
  EXPECT_EQ(btf.find_string(StringOffset{4}), "");
  EXPECT_EQ(btf.find_string(StringOffset{5}), std::nullopt);
  EXPECT_EQ(btf.find_string(StringOffset{UINT32_MAX}), std::nullopt);
}

TEST(Describe, NamesTypes) {
  Btf btf = every_kind(Endian::kLittle);
  EXPECT_EQ(describe(btf, TypeId{4}), "[4] STRUCT 'bits'");
  EXPECT_EQ(describe(btf, TypeId{2}), "[2] PTR '(anon)'");
  EXPECT_EQ(describe(btf, kVoid), "[0] void");
}

}  // namespace
}  // namespace btfkit::test
