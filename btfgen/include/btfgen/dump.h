// `btfgen dump`: BTF as text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/error.h"

namespace btfkit::btfgen {

enum class DumpFormat { kRaw, kC, kCxx, kJson };

struct DumpOptions {
  std::string input;
  // What a split BTF is on, each on the one before; empty if it has no base.
  std::vector<std::string> bases;
  std::string output = "-";
  DumpFormat format = DumpFormat::kRaw;
  bool pretty = false;  // JSON over several lines
  // The types to show, by id and by name; all if there are none. C and C++ add what they depend on.
  std::vector<uint32_t> root_ids;
  std::vector<std::string> types;
};

// Writes the dump of the input, whose container may be any that elf::open_btf knows.
Result<void> dump(const DumpOptions& options);

}  // namespace btfkit::btfgen
