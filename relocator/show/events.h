// The records of a ring buffer or perf event array, by their type, as they come.
#pragma once

#include <string>

#include "map_dump.h"

namespace btfkit::show {

struct EventsOptions {
  std::string map;
  std::string type;    // of the records; empty: what the map's definition says
  std::string btf;     // a file to look for it in; empty: the BTF of the programs that use the map
  uint64_t count = 0;  // 0: no limit
  double seconds = -1;
  Format format = Format::kText;
};

// A line a record on standard output.
Result<void> follow_events(const EventsOptions& options);

}  // namespace btfkit::show
