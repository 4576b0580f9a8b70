#pragma once

#include "error.h"
#include "pin.h"

namespace loader {

// Where a file is that processes run: as it is if it has a '/', otherwise where the dynamic linker
// looks for a library (a name with ".so"), or where the shell looks for a program.
bool find_executable(const char* name, size_t size, Path& path, bpfload_error& error);

}  // namespace loader
