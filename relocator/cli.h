// What bpfreloc's commands have in common towards their user.
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <optional>
#include <string>

#include "support/error.h"
#include "support/option_table.h"

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

// Parses the arguments behind argv[0]. Returns the exit status if that was all.
inline std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  if (argc == 2 && argv[1] == kPrintOptions) {
    fmt::print("{}", option_table(app));
    return kSuccess;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kSuccess : kUsage;
  }
  return std::nullopt;
}

}  // namespace btfkit::relocator
