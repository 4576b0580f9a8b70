// What bpfshow's commands have in common towards their user.
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>

#include "support/error.h"
#include "support/option_table.h"

namespace btfkit::show {

enum ExitStatus { kSuccess = 0, kFailure = 1, kUsage = 2 };

inline int fail_with(const Error& error) {
  bool is_refused = error.message().ends_with(std::strerror(EPERM)) ||
                    error.message().ends_with(std::strerror(EACCES));
  fmt::print(stderr, "bpfshow: {}{}\n", error.message(),
             is_refused ? "; it takes the capabilities of root" : "");
  return kFailure;
}

inline void warn(std::string_view warning) {
  fmt::print(stderr, "bpfshow: warning: {}\n", one_line(warning));
}

inline constexpr const char* kMapDescription =
    "a map: its pin's path (with a '/' in it), its id, or name:NAME";

// `--format`.
inline void add_format(CLI::App& app, std::string& format) {
  app.add_option("-f,--format", format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
}

// When a command that follows something ends by itself.
struct Limits {
  uint64_t count = 0;   // records; 0: no limit
  double seconds = -1;  // less than 0: no limit
};
inline void add_limits(CLI::App& app, Limits& limits, const char* what) {
  app.add_option("-n,--count", limits.count,
                 fmt::format("end after so many {}; 0 is no limit", what));
  app.add_option(
         "--timeout", limits.seconds,
         fmt::format("end after so many seconds; fewer {} than --count are a failure", what))
      ->check(CLI::NonNegativeNumber);
}

// Parses the arguments behind argv[0]. Returns the exit status if that was all.
inline std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  if (argc == 2 && argv[1] == kPrintOptions) {
    fmt::print("{}", option_table(app));
    return kSuccess;
  }
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return fmt::format("bpfshow: {}; see bpfshow --help\n", error.what());
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kSuccess : kUsage;
  }
  return std::nullopt;
}

}  // namespace btfkit::show
