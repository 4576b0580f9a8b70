#pragma once

#include <climits>

#include "error.h"

namespace loader {

struct Path {
  char text[PATH_MAX];
};

enum class ObjectKind { map, program, link, other };
// What is behind a descriptor.
ObjectKind kind_of(int fd);

// DIRECTORY/PREFIXNAME with '.' of the name replaced.
bool pin_path(Path& path, const char* directory, const char* prefix, const char* name,
              bpfload_error& error);

// Success if the directory is, or is to be made, in a BPF file system. Mounts one at BPFLOAD_BPFFS
// if that is where the directory belongs and nothing is there.
bool ensure_bpffs(const char* directory, bpfload_error& error);

}  // namespace loader
