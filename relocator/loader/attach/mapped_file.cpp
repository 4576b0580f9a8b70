#include "attach/mapped_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "fd.h"

namespace loader {

bool MappedFile::open(const char* path, bpfload_error& error) {
  const Fd fd(::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status;
  if (!fd.valid() || fstat(fd.get(), &status) != 0) return fail(error, "%s: %m", path);
  if (!S_ISREG(status.st_mode)) return fail(error, "%s: is not a file", path);
  if (status.st_size == 0) return fail(error, "%s: is empty", path);
  if (static_cast<uint64_t>(status.st_size) > SIZE_MAX) {
    errno = EFBIG;
    return fail(error, "%s: %m", path);
  }
  size_ = static_cast<size_t>(status.st_size);
  memory_ = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  return memory_ != MAP_FAILED || fail(error, "%s: %m", path);
}

}  // namespace loader
