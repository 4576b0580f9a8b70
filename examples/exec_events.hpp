// What examples/exec_events.cpp (in the kernel) tells examples/exec_events_reader.cpp (outside):
// one type for both, with the layout that libstdc++ gives it.
#pragma once

#include <array>
#include <cstdint>
#include <variant>

namespace exec_events {

// The process runs a new program.
struct Exec {
  std::uint32_t parent;       // process id of its parent
  std::uint64_t cpu_time_ns;  // that it has used so far
};

// The process has made a child.
struct Fork {
  std::uint32_t child;  // process id
};

// The process ends.
struct Exit {
  std::int32_t status;        // as exit() got it
  std::uint64_t cpu_time_ns;  // that it has used in all
};

struct Event {
  std::uint32_t pid;
  std::array<char, 16> command;  // cut off and ended by NUL
  std::variant<Exec, Fork, Exit> what;
};

}  // namespace exec_events
