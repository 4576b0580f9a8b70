// Work that may crash, in a process of its own.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "support/error.h"

namespace btfkit::btfgen {

// Runs `work` in a child process and returns what it returns. If the child dies of a signal, that
// is the error: "WHO died of signal N (damaged debug info)". The child's standard output and error
// go nowhere.
Result<std::vector<std::byte>> run_isolated(
    std::string_view who, const std::function<Result<std::vector<std::byte>>()>& work);

}  // namespace btfkit::btfgen
