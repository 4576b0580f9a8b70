#include "attach/tracefs.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <initializer_list>

namespace loader {

bool tracefs_path(Path& path, const char* file, bpfload_error& error) {
  for (const char* root : {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"}) {
    snprintf(path.text, sizeof path.text, "%s/events", root);
    if (access(path.text, F_OK) != 0) continue;
    const int size = snprintf(path.text, sizeof path.text, "%s/%s", root, file);
    if (size >= 0 && static_cast<size_t>(size) < sizeof path.text) return true;
    errno = ENAMETOOLONG;
    return fail(error, "%m");
  }
  return fail(error, "tracefs is not there (mount -t tracefs tracefs /sys/kernel/tracing)");
}

}  // namespace loader
