// The words in what programs attach to: patterns, places.
#include <gtest/gtest.h>

#include "attach/pattern.h"
#include "attach/place.h"

namespace loader::test {
namespace {

TEST(Pattern, HasStarsAndQuestionMarks) {
  EXPECT_TRUE(is_pattern("tcp_*"));
  EXPECT_TRUE(is_pattern("tcp_v?_rcv"));
  EXPECT_FALSE(is_pattern("tcp_rcv"));
}

TEST(Pattern, Matches) {
  for (const char* pattern : {"abcabd", "*", "**", "a*", "*d", "a*b*d", "?bc???", "abcab?*", "*abd",
                              "*abcabd*", "a*abd"}) {
    EXPECT_TRUE(matches("abcabd", pattern)) << pattern;
  }
  for (const char* pattern :
       {"", "abcab", "abcabde", "*c", "?", "???????", "b*", "a*c", "*abd?", "a?d"}) {
    EXPECT_FALSE(matches("abcabd", pattern)) << pattern;
  }
  EXPECT_TRUE(matches("", ""));
  EXPECT_TRUE(matches("", "*"));
  EXPECT_FALSE(matches("", "?"));
}

TEST(Pattern, TakesNoLongerForManyStars) {
  EXPECT_FALSE(matches(std::string(1000, 'a').c_str(), "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b"));
}

std::string place(const char* text) {
  FunctionPlace place;
  bpfload_error error = {};
  if (!parse_place(text, place, error)) return error.text;
  return place.name.data() + std::string(" ") + std::to_string(place.offset);
}

TEST(Place, IsInAFunction) {
  EXPECT_EQ(place("do_exit"), "do_exit 0");
  EXPECT_EQ(place("module:do_exit+10"), "module:do_exit 10");
  EXPECT_EQ(place("operator++0x1F"), "operator+ 31");
}

TEST(Place, Refuses) {
  EXPECT_EQ(place(""), "the function's name is missing");
  EXPECT_EQ(place("+4"), "the function's name is missing");
  for (const std::string offset : {"", "x", "-1", " 1", "1 ", "0x", "18446744073709551616"}) {
    EXPECT_EQ(place(("f+" + offset).c_str()), "'" + offset + "' is not an offset");
  }
}

}  // namespace
}  // namespace loader::test
