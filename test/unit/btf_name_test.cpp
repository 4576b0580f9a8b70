// The naming scheme of docs/cxx-names.md against its vectors.
#include "btf_name.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace btfkit {
namespace {

TEST(BtfName, FollowsTheVectors) {
  std::ifstream vectors(BTFKIT_TESTDATA "/names.txt");
  ASSERT_TRUE(vectors.is_open());
  int count = 0;
  for (std::string line; std::getline(vectors, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    EXPECT_EQ(btf_name(line.substr(0, tab)), line.substr(tab + 1)) << line;
    ++count;
  }
  EXPECT_GT(count, 30);
}

TEST(BtfName, OfABtfNameIsItself) {
  std::ifstream vectors(BTFKIT_TESTDATA "/names.txt");
  for (std::string line; std::getline(vectors, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::string name = line.substr(line.find('\t') + 1);
    EXPECT_EQ(btf_name(name), name);
  }
}

TEST(BtfName, IsNeverTooLong) {
  for (std::size_t length = 1; length < 400; ++length) {
    EXPECT_LE(btf_name(std::string(length, 'a')).size(), max_btf_name);
    EXPECT_LE(btf_name("a::" + std::string(length, '_') + "b").size(), max_btf_name);
  }
}

TEST(BtfName, OfNothingIsNothing) {
  EXPECT_EQ(btf_name(""), "");
  EXPECT_EQ(btf_name("::<>"), "");
}

TEST(BtfName, WithoutScopes) {
  EXPECT_EQ(btf_name_without_scopes("kernel::task_struct"), "task_struct");
  EXPECT_EQ(btf_name_without_scopes("task_struct"), "task_struct");
  EXPECT_EQ(btf_name_without_scopes("(anonymous namespace)::task_struct"), "task_struct");
  EXPECT_EQ(btf_name_without_scopes("ns::box<std::string>"), "box_std_string");
  EXPECT_EQ(btf_name_without_scopes("box<a::b, c::d>::inner"), "inner");
  EXPECT_EQ(btf_name_without_scopes("task_struct___v2"), "task_struct___v2");
}

}  // namespace
}  // namespace btfkit
