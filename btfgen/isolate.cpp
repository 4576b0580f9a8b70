#include "isolate.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "support/bytes.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

// Exit statuses of the child, which say what it left in the shared file.
enum class Outcome : int { kValue = 0, kError = 1, kNotWritten = 2 };

bool write_all(int fd, Bytes bytes) {
  while (!bytes.empty()) {
    ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  return true;
}

Outcome run_in_child(int fd, const std::function<Result<std::vector<std::byte>>()>& work) {
  // A crash is reported by the parent, in one line: no core, and no words of the C library.
  rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  auto result = work();
  Bytes bytes = result ? Bytes(*result) : as_bytes(result.error().message());
  if (!write_all(fd, bytes)) return Outcome::kNotWritten;
  return result ? Outcome::kValue : Outcome::kError;
}

Result<std::vector<std::byte>> read_back(int fd) {
  off_t size = lseek(fd, 0, SEEK_END);
  if (size <= 0) return std::vector<std::byte>();
  Content content = BTFKIT_TRY(Content::map(fd, static_cast<size_t>(size)));
  return std::vector<std::byte>(content.bytes().begin(), content.bytes().end());
}

Result<std::vector<std::byte>> run_with(
    int fd, std::string_view who, const std::function<Result<std::vector<std::byte>>()>& work) {
  pid_t child = fork();
  if (child < 0) return fail("fork: {}", std::strerror(errno));
  if (child == 0) _exit(static_cast<int>(run_in_child(fd, work)));
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return fail("waitpid: {}", std::strerror(errno));
  }
  if (WIFSIGNALED(status)) {
    return fail("{} died of signal {} (damaged debug info)", who, WTERMSIG(status));
  }
  switch (static_cast<Outcome>(WEXITSTATUS(status))) {
    case Outcome::kValue:
      return read_back(fd);
    case Outcome::kError: {
      std::vector<std::byte> message = BTFKIT_TRY(read_back(fd));
      return std::unexpected(Error(std::string(as_text(message))));
    }
    case Outcome::kNotWritten:
      return fail("no memory for the result");
  }
  return fail("{} ended the process with status {}", who, WEXITSTATUS(status));
}

}  // namespace

Result<std::vector<std::byte>> run_isolated(
    std::string_view who, const std::function<Result<std::vector<std::byte>>()>& work) {
  // A file in memory takes a result of any size while the parent only waits.
  int fd = memfd_create("btfgen", MFD_CLOEXEC);
  if (fd < 0) return fail("memfd_create: {}", std::strerror(errno));
  auto result = run_with(fd, who, work);
  close(fd);
  return result;
}

}  // namespace btfkit::btfgen
