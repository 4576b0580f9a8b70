#include "support/error.h"

#include <gtest/gtest.h>

#include "message.h"

namespace btfkit::test {
namespace {

Result<int> half_of(int value) {
  if (value % 2 != 0) return fail("{} is odd", value);
  return value / 2;
}

Result<int> quarter_of(int value) {
  return BTFKIT_TRY(half_of(BTFKIT_TRY(half_of(value))));
}

TEST(Error, GrowsOutwards) {
  EXPECT_EQ(message(in("prog.o", in(".BTF", half_of(3)))), "prog.o: .BTF: 3 is odd");
}

TEST(Error, LeavesSuccessAlone) {
  EXPECT_EQ(*in("prog.o", half_of(8)), 4);
}

TEST(Error, ReturnsFromAnyDepthOfAnExpression) {
  EXPECT_EQ(*quarter_of(8), 2);
  EXPECT_EQ(message(quarter_of(5)), "5 is odd");
  EXPECT_EQ(message(quarter_of(6)), "3 is odd");
}

// A name in a crafted file may hold anything, an error is one line all the same.
TEST(Error, IsOneLine) {
  EXPECT_EQ(message(Result<int>(fail("type '{}' is odd", "a\nb\t\x1b[31m\x7f"))),
            "type 'a\\x0ab\\x09\\x1b[31m\\x7f' is odd");
  EXPECT_EQ(message(in("dir\n/file", half_of(3))), "dir\\x0a/file: 3 is odd");
}

TEST(Error, KeepsOtherAlphabets) {
  EXPECT_EQ(Error("größe").message(), "größe");
}

}  // namespace
}  // namespace btfkit::test
