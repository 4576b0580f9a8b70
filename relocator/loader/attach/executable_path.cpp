#include "attach/executable_path.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace loader {
namespace {

// The folders of libraries that Debian and its like name by the machine.
#if defined(__x86_64__)
#define BTFKIT_TRIPLET "x86_64-linux-gnu"
#elif defined(__aarch64__)
#define BTFKIT_TRIPLET "aarch64-linux-gnu"
#elif defined(__s390x__)
#define BTFKIT_TRIPLET "s390x-linux-gnu"
#elif defined(__riscv)
#define BTFKIT_TRIPLET "riscv64-linux-gnu"
#elif defined(__arm__)
#define BTFKIT_TRIPLET "arm-linux-gnueabihf"
#else
#define BTFKIT_TRIPLET ""
#endif

constexpr const char* kLibraries =
    "/lib/" BTFKIT_TRIPLET ":/usr/lib/" BTFKIT_TRIPLET ":/lib64:/usr/lib64:/lib:/usr/lib";
constexpr const char* kPrograms = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

bool is_library(const char* name, size_t size) {
  return memmem(name, size, ".so", 3) != nullptr;
}

bool find_in(const char* folders, const char* name, size_t size, bool executed, Path& path) {
  while (folders != nullptr && *folders != '\0') {
    const size_t folder = strcspn(folders, ":");
    const int length = snprintf(path.text, sizeof path.text, "%.*s/%.*s", static_cast<int>(folder),
                                folders, static_cast<int>(size), name);
    const bool fits = length > 0 && static_cast<size_t>(length) < sizeof path.text;
    if (folder != 0 && fits && access(path.text, executed ? R_OK | X_OK : R_OK) == 0) return true;
    folders += folder;
    if (*folders == ':') folders++;
  }
  return false;
}

}  // namespace

bool find_executable(const char* name, size_t size, Path& path, bpfload_error& error) {
  if (size == 0) return fail(error, "the file's path is missing");
  if (size >= sizeof path.text) {
    errno = ENAMETOOLONG;
    return fail(error, "%m");
  }
  if (memchr(name, '/', size) != nullptr) {
    memcpy(path.text, name, size);
    path.text[size] = '\0';
    return true;
  }
  const bool library = is_library(name, size);
  const char* first = getenv(library ? "LD_LIBRARY_PATH" : "PATH");
  if (find_in(first, name, size, !library, path) ||
      find_in(library ? kLibraries : kPrograms, name, size, !library, path)) {
    return true;
  }
  return fail(error, "no %s '%.*s' in the usual folders; give its whole path",
              library ? "library" : "program", static_cast<int>(size), name);
}

}  // namespace loader
