#include "isolate.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "support/bytes.h"

namespace btfkit::btfgen {
namespace {

using Value = Result<std::vector<std::byte>>;

TEST(Isolate, HandsOverAValue) {
  std::vector<std::byte> large(10 << 20, std::byte{7});
  auto result = run_isolated("work", [&]() -> Value { return large; });
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, large);
}

TEST(Isolate, HandsOverAnEmptyValue) {
  auto result = run_isolated("work", []() -> Value { return std::vector<std::byte>(); });
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->empty());
}

TEST(Isolate, HandsOverAnError) {
  auto result = run_isolated("work", []() -> Value { return fail("no {}", 5); });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "no 5");
}

TEST(Isolate, SurvivesACrash) {
  auto result = run_isolated("work", []() -> Value {
    std::signal(SIGABRT, SIG_DFL);
    std::abort();
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "work died of signal 6 (damaged debug info)");
}

TEST(Isolate, LeavesTheParentsOutputAlone) {
  testing::internal::CaptureStderr();
  auto result = run_isolated("work", []() -> Value {
    std::fputs("noise\n", stderr);
    return std::vector<std::byte>();
  });
  EXPECT_TRUE(result);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace btfkit::btfgen
