#include "support/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

namespace btfkit {
namespace {

// An open file descriptor, closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Error errno_error() {
  return Error(std::strerror(errno));
}

Result<Content> read_stream(int fd) {
  std::vector<std::byte> bytes;
  std::array<std::byte, 1 << 16> chunk;
  for (;;) {
    ssize_t count = read(fd, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(errno_error());
    if (count == 0) return Content(std::move(bytes));
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + count);
  }
}

Result<void> write_all(int fd, Bytes bytes) {
  while (!bytes.empty()) {
    ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(errno_error());
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  return {};
}

Result<void> copy_all(int from, uint64_t begin, uint64_t end, int to) {
  std::vector<std::byte> chunk;
  auto position = static_cast<off_t>(begin);
  while (static_cast<uint64_t>(position) < end) {
    auto left = static_cast<size_t>(end - static_cast<uint64_t>(position));
    // Between some file systems the kernel can't copy; then we do.
    ssize_t count = chunk.empty() ? copy_file_range(from, &position, to, nullptr, left, 0) : -1;
    if (count < 0) {
      if (errno == EINTR && chunk.empty()) continue;
      chunk.resize(size_t{1} << 20);
      count = pread(from, chunk.data(), std::min(chunk.size(), left), position);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return std::unexpected(errno_error());
      BTFKIT_CHECK(write_all(to, Bytes(chunk).first(static_cast<size_t>(count))));
      position += count;
    }
    if (count == 0) return fail("it ends at byte {}, {} expected", position, end);
  }
  return {};
}

Result<Content> open_and_read(const std::string& path) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return std::unexpected(errno_error());
  struct stat status;
  if (fstat(file.get(), &status) != 0) return std::unexpected(errno_error());
  if (S_ISDIR(status.st_mode)) return fail("is a directory");
  if (S_ISREG(status.st_mode) && status.st_size > 0) {
    // Other files of sysfs, and kernels before 6.16, can't; those are read.
    auto mapped = Content::map(file.get(), static_cast<size_t>(status.st_size));
    if (mapped) return mapped;
  }
  return read_stream(file.get());
}

// A link stays one: what is replaced is the file that it leads to, there already or not.
std::string behind_links(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(path, error)) return path;
  auto target = std::filesystem::weakly_canonical(path, error);
  return error ? path : target.string();
}

// A device such as /dev/stdout or /dev/null can't be replaced by a rename; it is written to.
bool is_special_file(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

}  // namespace

Buffer::Buffer(Buffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

Buffer::~Buffer() {
  std::free(data_);
}

Result<void> Buffer::resize(size_t size) {
  // realloc(data, 0) may free the memory and fail at once.
  void* data = std::realloc(data_, std::max<size_t>(size, 1));
  if (!data) return fail("no memory for {} bytes", size);
  data_ = static_cast<std::byte*>(data);
  size_ = size;
  return {};
}

Content::Content(Content&& other) noexcept
    : owned_(std::move(other.owned_)),
      buffer_(std::move(other.buffer_)),
      mapping_(std::exchange(other.mapping_, nullptr)),
      mapped_size_(std::exchange(other.mapped_size_, 0)) {}

Content& Content::operator=(Content&& other) noexcept {
  std::swap(owned_, other.owned_);
  std::swap(buffer_, other.buffer_);
  std::swap(mapping_, other.mapping_);
  std::swap(mapped_size_, other.mapped_size_);
  return *this;
}

Content::~Content() {
  if (mapping_) munmap(const_cast<std::byte*>(mapping_), mapped_size_);
}

Result<Content> Content::map(int fd, size_t size) {
  void* address = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (address == MAP_FAILED) return std::unexpected(errno_error());
  Content content;
  content.mapping_ = static_cast<const std::byte*>(address);
  content.mapped_size_ = size;
  return content;
}

void release_pages(Bytes part) {
  auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  auto begin = (reinterpret_cast<uintptr_t>(part.data()) + page - 1) / page * page;
  auto end = (reinterpret_cast<uintptr_t>(part.data()) + part.size()) / page * page;
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

Result<Content> read_file(const std::string& path) {
  if (path == "-") return in("standard input", read_stream(STDIN_FILENO));
  return in(path, open_and_read(path));
}

struct FileWriter::State {
  std::string path;       // as the user gave it, for messages
  std::string target;     // what is replaced in the end
  std::string temporary;  // empty where the target itself is written to
  Descriptor file;
  Result<void> result;
  std::optional<struct stat> like;  // whose permissions and owner the file gets
};

FileWriter::FileWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileWriter::FileWriter(FileWriter&&) noexcept = default;

FileWriter::~FileWriter() {
  if (state_ && !state_->temporary.empty()) unlink(state_->temporary.c_str());
}

namespace {

// A new file beside `target`, whose path goes to `temporary`. (mkstemp() makes private files, and
// the umask that they would then need can't be read without changing it for all threads.)
Descriptor open_temporary(const std::string& target, mode_t mode, std::string& temporary) {
  for (int attempts = 100;; --attempts) {
    uint32_t number;
    if (getrandom(&number, sizeof number, 0) != sizeof number) return Descriptor(-1);
    temporary = fmt::format("{}.{:08x}", target, number);
    Descriptor file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (file.get() >= 0 || errno != EEXIST || attempts == 0) return file;
  }
}

}  // namespace

Result<FileWriter> FileWriter::create(const std::string& path) {
  return create(path, 0666);
}

Result<FileWriter> FileWriter::create(const std::string& path, unsigned mode) {
  if (path == "-") {
    Descriptor file(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
    if (file.get() < 0)
      return in("standard output", Result<FileWriter>(std::unexpected(errno_error())));
    return FileWriter(std::make_unique<State>("standard output", "", "", std::move(file),
                                              Result<void>(), std::nullopt));
  }
  std::string target = is_special_file(path) ? path : behind_links(path);
  std::string temporary;
  Descriptor file = is_special_file(path) ? Descriptor(open(path.c_str(), O_WRONLY | O_CLOEXEC))
                                          : open_temporary(target, mode, temporary);
  if (file.get() < 0) return in(path, Result<FileWriter>(std::unexpected(errno_error())));
  return FileWriter(std::make_unique<State>(path, target, temporary, std::move(file),
                                            Result<void>(), std::nullopt));
}

Result<FileWriter> FileWriter::replace(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) {
    return in(path, Result<FileWriter>(std::unexpected(errno_error())));
  }
  if (!S_ISREG(status.st_mode)) return in(path, Result<FileWriter>(fail("is no regular file")));
  FileWriter writer = BTFKIT_TRY(create(path, 0600));
  writer.state_->like = status;
  return writer;
}

void FileWriter::write(Bytes bytes) {
  if (state_->result) state_->result = write_all(state_->file.get(), bytes);
}

void FileWriter::copy(const std::string& path, uint64_t begin, uint64_t end) {
  if (!state_->result) return;
  Descriptor from(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  state_->result = from.get() < 0 ? Result<void>(std::unexpected(errno_error()))
                                  : copy_all(from.get(), begin, end, state_->file.get());
}

Result<void> FileWriter::commit() {
  auto finish = [&]() -> Result<void> {
    BTFKIT_CHECK(state_->result);
    if (state_->temporary.empty()) return {};
    if (state_->like) {
      // Only root may give files away; for anybody else they are the user's own, as with a copy.
      // Before the permissions, since this takes set-user-id away.
      [[maybe_unused]] int result =
          fchown(state_->file.get(), state_->like->st_uid, state_->like->st_gid);
      if (fchmod(state_->file.get(), state_->like->st_mode & 07777) != 0) {
        return std::unexpected(errno_error());
      }
    }
    if (close(state_->file.release()) != 0) return std::unexpected(errno_error());
    if (rename(state_->temporary.c_str(), state_->target.c_str()) != 0) {
      return std::unexpected(errno_error());
    }
    state_->temporary.clear();
    return {};
  };
  return in(state_->path, finish());
}

Result<void> write_file(const std::string& path, Bytes bytes) {
  FileWriter file = BTFKIT_TRY(FileWriter::create(path));
  file.write(bytes);
  return file.commit();
}

}  // namespace btfkit
