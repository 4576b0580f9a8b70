// Whole files, read: sysfs and tracefs files have no size to map.
#pragma once

#include "array.h"
#include "error.h"

namespace loader {

// The error's text begins with the path.
bool read_file(const char* path, Array<std::byte>& out, bpfload_error& error);

inline Bytes bytes_of(const Array<std::byte>& array) {
  return {array.begin(), array.size()};
}

}  // namespace loader
