#pragma once

#include "error.h"
#include "pin.h"

namespace loader {

// The path of a file of tracefs, which is mounted at one of two places. Whether the file is there
// is not looked at.
bool tracefs_path(Path& path, const char* file, bpfload_error& error);

}  // namespace loader
