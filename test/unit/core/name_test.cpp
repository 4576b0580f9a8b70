#include "core/name.h"

#include <gtest/gtest.h>

namespace btfkit::test {
namespace {

TEST(EssentialName, IsCutAtTheFlavor) {
  EXPECT_EQ(core::essential_name("task_struct___old"), "task_struct");
  EXPECT_EQ(core::essential_name("a___b"), "a");
}

TEST(EssentialName, IsCutAtTheLastFlavor) {
  EXPECT_EQ(core::essential_name("a___b___c"), "a___b");
}

TEST(EssentialName, IsWholeWithoutFlavor) {
  for (auto name : {"", "a", "_", "__", "___", "a__b", "___a", "a___", "_____", "a____b"}) {
    EXPECT_EQ(core::essential_name(name), name);
  }
}

TEST(EssentialName, LooksBehindLongerRunsOfUnderscores) {
  EXPECT_EQ(core::essential_name("a___b____c"), "a");
  EXPECT_EQ(core::essential_name("a____b___c"), "a____b");
  EXPECT_EQ(core::essential_name("___a___b"), "___a");
  EXPECT_EQ(core::essential_name("a___b___"), "a");
}

}  // namespace
}  // namespace btfkit::test
