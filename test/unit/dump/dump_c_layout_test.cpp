#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::btf {
namespace {

class DumpCLayout : public testing::Test {
 protected:
  // The lines between a struct's braces, and what follows the closing one.
  std::string body_of(TypeId id) {
    std::string text = types.c({id});
    size_t begin = text.find("{\n");
    return begin == text.npos ? text : text.substr(begin + 2, text.size() - begin - 5);
  }
  std::string layout(uint32_t size, std::vector<Member> members) {
    return body_of(types.structure("s", size, std::move(members)));
  }

  Types types;
  TypeId character = types.integer("char", 1);
  TypeId integer = types.integer("int", 4);
  TypeId long_integer = types.integer("long", 8);
  Member a = types.member("a", integer, 0);
};

TEST_F(DumpCLayout, NaturalPaddingNeedsNoWords) {
  EXPECT_EQ(layout(16, {a, types.member("b", long_integer, 64)}), "\tint a;\n\tlong b;\n}");
}

TEST_F(DumpCLayout, AHoleIsFilled) {
  EXPECT_EQ(layout(16, {a, types.member("b", character, 64), types.member("c", integer, 96)}),
            "\tint a;\n\tlong: 0;\n\tchar b;\n\tint c;\n}");
  EXPECT_EQ(layout(28, {a, types.member("b", integer, 192)}),
            "\tint a;\n\tlong: 64;\n\tlong: 64;\n\tint b;\n}");
}

TEST_F(DumpCLayout, TheEndIsFilled) {
  EXPECT_EQ(layout(64, {types.member("a", long_integer, 0)}),
            "\tlong a;\n\tlong: 64;\n\tlong: 64;\n\tlong: 64;\n\tlong: 64;\n\tlong: 64;\n"
            "\tlong: 64;\n\tlong: 64;\n}");
  EXPECT_EQ(layout(8, {a}), "\tint a;\n\tlong: 0;\n}");
}

TEST_F(DumpCLayout, AnEmptyStructWithASizeIsFilled) {
  EXPECT_EQ(layout(12, {}), "\tlong: 64;\n\tint: 32;\n}");
}

TEST_F(DumpCLayout, HolesBetweenBitFieldsHaveTheirWidth) {
  EXPECT_EQ(layout(4, {types.member("a", integer, 0, 3), types.member("b", integer, 8, 3),
                       types.member("c", integer, 21, 2)}),
            "\tint a: 3;\n\tchar: 5;\n\tint b: 3;\n\tshort: 5;\n\tchar: 5;\n\tint c: 2;\n}");
}

TEST_F(DumpCLayout, WhatIsNotAlignedIsPacked) {
  EXPECT_EQ(layout(5, {types.member("a", character, 0), types.member("b", integer, 8)}),
            "\tchar a;\n\tint b;\n} __attribute__((packed))");
  EXPECT_EQ(layout(5, {a, types.member("b", character, 32)}),
            "\tint a;\n\tchar b;\n} __attribute__((packed))");
}

TEST_F(DumpCLayout, ABitFieldAcrossUnitsIsPacked) {
  EXPECT_EQ(layout(8, {types.member("a", integer, 0, 24), types.member("b", integer, 24, 24),
                       types.member("c", integer, 48, 16)}),
            "\tint a: 24;\n\tint b: 24;\n\tint c: 16;\n} __attribute__((packed))");
}

TEST_F(DumpCLayout, AUnionSmallerThanItsAlignmentIsPacked) {
  EXPECT_EQ(body_of(types.union_of("u", 2, {types.member("a", integer, 0, 16)})),
            "\tint a: 16;\n} __attribute__((packed))");
}

TEST_F(DumpCLayout, AUnionLargerThanItsMembersIsFilled) {
  EXPECT_EQ(body_of(types.union_of("u", 8, {})), "\tlong: 64;\n}");
  EXPECT_EQ(body_of(types.union_of("v", 16, {a})),
            "\tint a;\n\tstruct {\n\t\tlong: 64;\n\t\tlong: 64;\n\t};\n}");
}

TEST_F(DumpCLayout, WhatHoldsAPackedStructIsNotPackedItself) {
  TypeId packed =
      types.structure("p", 5, {types.member("a", character, 0), types.member("b", integer, 8)});
  TypeId outer =
      types.structure("s", 6, {types.member("c", character, 0), types.member("p", packed, 8)});
  EXPECT_EQ(types.c({outer}),
            "struct p {\n\tchar a;\n\tint b;\n} __attribute__((packed));\n\n"
            "struct s {\n\tchar c;\n\tstruct p p;\n};\n\n");
}

TEST_F(DumpCLayout, PointersOfFourBytesAreALongs) {
  Types small;
  TypeId four = small.integer("long int", 4);
  EXPECT_EQ(small.c({small.structure("s", 12, {small.member("a", four, 0)})}),
            "struct s {\n\tlong int a;\n\tlong: 32;\n\tlong: 32;\n};\n\n");
}

}  // namespace
}  // namespace btfkit::btf
