// How `bpfreloc check` says what came of objects and kernels.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "check.h"

namespace btfkit::relocator {

enum class CheckFormat { kText, kTable, kJson };

const std::map<std::string, CheckFormat>& check_formats();  // by their names as options

// A line for each object and kernel, a table of Markdown that has a row for each object and a
// column for each kernel, or one object of JSON.
std::string describe(const std::vector<CheckedTarget>& targets, CheckFormat format);

}  // namespace btfkit::relocator
