// What programs say by bpf_printk, as they say it.
#pragma once

#include <string>

#include "map_dump.h"

namespace btfkit::show {

struct LogOptions {
  std::string file;    // trace_pipe, or a file of its lines; empty: where tracefs is mounted
  uint64_t count = 0;  // messages; 0: no limit
  double seconds = -1;
  Format format = Format::kText;
};

// A message a line on standard output; one with newlines in it takes several as text.
Result<void> follow_log(const LogOptions& options);

}  // namespace btfkit::show
