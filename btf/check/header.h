// First phase: the header, and the two sections that it names.
#pragma once

#include <optional>
#include <string_view>

#include "btf/check.h"
#include "check/report.h"
#include "check/rules.h"

namespace btfkit::btf::checking {

struct Sections {
  Endian endian;
  Bytes types;
  std::string_view strings;
};

// The sections, if the header leads to any.
std::optional<Sections> check_header(Bytes bytes, std::optional<Endian> endian, bool is_split,
                                     const Rules& rules, Report& report);

}  // namespace btfkit::btf::checking
