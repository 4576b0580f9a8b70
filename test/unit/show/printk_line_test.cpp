#include "printk_line.h"

#include <gtest/gtest.h>

namespace btfkit::show {
namespace {

TEST(PrintkLine, HasTheKernelsParts) {
  auto line = parse_trace_line("  <...>-12 [003] d..31 5.25: bpf_trace_printk: a: b");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->task, "<...>");
  EXPECT_EQ(line->pid, 12u);
  EXPECT_EQ(line->processor, 3u);
  EXPECT_EQ(line->time, "5.25");
  EXPECT_EQ(line->event, kPrintkEvent);
  EXPECT_EQ(line->message, "a: b");
}

TEST(PrintkLine, IsNoneWithoutOneOfThem) {
  EXPECT_FALSE(parse_trace_line(""));
  EXPECT_FALSE(parse_trace_line("a message's second line"));
  EXPECT_FALSE(parse_trace_line("sh [003] d..31 5.25: bpf_trace_printk: a"));
  EXPECT_FALSE(parse_trace_line("sh-x [003] d..31 5.25: bpf_trace_printk: a"));
  EXPECT_FALSE(parse_trace_line("sh-1 [003 d..31 5.25: bpf_trace_printk: a"));
  EXPECT_FALSE(parse_trace_line("sh-1 [x] d..31 5.25: bpf_trace_printk: a"));
  EXPECT_FALSE(parse_trace_line("sh-1 [003] d..31 never: bpf_trace_printk: a"));
  EXPECT_FALSE(parse_trace_line("sh-1 [003] d..31 5.25: bpf_trace_printk"));
  EXPECT_FALSE(parse_trace_line("sh-1 [003] d..31"));
  EXPECT_FALSE(parse_trace_line("sh-1 [003]"));
}

}  // namespace
}  // namespace btfkit::show
