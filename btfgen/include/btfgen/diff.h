// `btfgen diff`: what is different between two BTFs.
#pragma once

#include <string>
#include <vector>

#include "support/error.h"

namespace btfkit::btfgen {

enum class DiffFormat { kText, kJson };

struct DiffOptions {
  std::string before;
  std::string after;
  std::string base;                  // of both, if they are split; empty if not
  std::vector<std::string> objects;  // BPF objects; if any, only what they touch is shown
  DiffFormat format = DiffFormat::kText;
  std::string output = "-";
};

// Writes the difference; whether there is one.
Result<bool> diff(const DiffOptions& options);

}  // namespace btfkit::btfgen
