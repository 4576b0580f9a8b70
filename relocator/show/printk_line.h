// What bpf_printk makes of a message in the kernel's trace.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace btfkit::show {

// The parts of a line of trace_pipe, as print_trace_line() in kernel/trace/trace.c makes it:
//
//   <...>-1234    [001] d..31  5678.901234: bpf_trace_printk: the message
struct TraceLine {
  std::string_view task;  // "<...>" where the kernel doesn't know it any more
  uint32_t pid;
  uint32_t processor;
  std::string_view time;   // seconds, or what trace_clock has, in decimal
  std::string_view event;  // "bpf_trace_printk"; of other events, their name
  std::string_view message;
};

// Nothing for a line that doesn't begin an event: what is behind a newline in a message.
std::optional<TraceLine> parse_trace_line(std::string_view line);

inline constexpr std::string_view kPrintkEvent = "bpf_trace_printk";

}  // namespace btfkit::show
