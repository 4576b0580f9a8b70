// A map's entries as text or JSON.
#pragma once

#include <string>

#include "kernel_map.h"

namespace btfkit::show {

enum class Format { kText, kJson };

// Text has a line an entry, or more where one is too long, in the kernel's order; of a map of
// variables a line a variable. JSON is a list of {"key", "value"}, with "values" in place of
// "value" for a map with values by processor.
Result<std::string> dump(const KernelMap& map, Format format);

}  // namespace btfkit::show
