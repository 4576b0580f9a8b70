#include "file.h"

#include <fcntl.h>

#include <cerrno>

#include "fd.h"

namespace loader {
namespace {

// Far more than any image or kernel BTF, and little enough to refuse an endless device.
constexpr size_t kLargestFile = size_t{1} << 30;

}  // namespace

bool read_file(const char* path, Array<std::byte>& out, bpfload_error& error) {
  const Fd fd(open(path, O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return fail(error, "%s: %m", path);
  size_t used = 0;
  for (;;) {
    if (used == out.size() && !out.resize(used == 0 ? 65536 : 2 * used)) {
      return fail(error, "%s: %m", path);
    }
    const ssize_t got = read(fd.get(), &out[used], out.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(error, "%s: %m", path);
    if (got == 0) break;
    used += static_cast<size_t>(got);
    if (used > kLargestFile) return fail(error, "%s: larger than %zu bytes", path, kLargestFile);
  }
  return out.resize(used);
}

}  // namespace loader
