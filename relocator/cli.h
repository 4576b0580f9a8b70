// What bpfreloc's commands have in common towards their user.
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "support/error.h"

namespace btfkit::relocator {

enum ExitStatus { kSuccess = 0, kFailure = 1, kUsage = 2, kVerdict = 3 };

// For CLI::App::failure_message.
inline std::string usage_message(const CLI::App*, const CLI::Error& error) {
  return fmt::format("bpfreloc: {}; see bpfreloc --help\n", error.what());
}

inline int fail_with(const Error& error) {
  fmt::print(stderr, "bpfreloc: {}\n", error.message());
  return kFailure;
}

inline void warn(const std::string& warning) {
  fmt::print(stderr, "bpfreloc: warning: {}\n", warning);
}

}  // namespace btfkit::relocator
