#include "report.h"

#include <fmt/format.h>

#include <cstdio>

namespace btfkit::btfgen {

void report(const Error& error) {
  fmt::print(stderr, "btfgen: {}\n", error.message());
}

bool report(const Result<std::vector<EncodedFile>>& files) {
  if (!files) {
    report(files.error());
    return false;
  }
  bool is_whole = true;
  for (const EncodedFile& file : *files) {
    for (const std::string& warning : file.warnings) {
      fmt::print(stderr, "btfgen: warning: {}\n", warning);
    }
    if (file.status) continue;
    report(file.status.error());
    is_whole = false;
  }
  return is_whole;
}

}  // namespace btfkit::btfgen
