#include "cxx_rust/cxx_name.h"

#include <gtest/gtest.h>

#include <fstream>

namespace btfkit::btfgen {
namespace {

// The vectors that the clang plugin is held to, too.
TEST(CxxName, FollowsTheSharedVectors) {
  std::ifstream file(BTFKIT_TESTDATA "/names.txt");
  ASSERT_TRUE(file);
  int count = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    EXPECT_EQ(btf_name(line.substr(0, tab)), line.substr(tab + 1)) << line;
    ++count;
  }
  EXPECT_GT(count, 20);
}

TEST(CxxName, ChangesNothingASecondTime) {
  for (std::string_view name :
       {"ns::Pair<int, T *>", "a && b", "4096U", "_vptr.Foo", "operator<=>", "~X", "caf\xc3\xa9"}) {
    std::string once = btf_name(name);
    EXPECT_EQ(btf_name(once), once);
  }
  std::string longest = btf_name(std::string(200, 'x') + "::y");
  EXPECT_EQ(longest.size(), kMaxName);
  EXPECT_EQ(btf_name(longest), longest);
}

TEST(CxxName, NeverMakesAFlavor) {
  EXPECT_EQ(btf_name("a__::_b"), "a___b") << "underscores of the source itself are kept";
  EXPECT_EQ(btf_name("a::_b"), "a_b");
  EXPECT_EQ(btf_name("a_::b"), "a_b");
  EXPECT_EQ(btf_name("a < :: > b"), "a_b");
}

TEST(CxxName, NothingStaysNothing) {
  EXPECT_EQ(btf_name(""), "");
}

}  // namespace
}  // namespace btfkit::btfgen
