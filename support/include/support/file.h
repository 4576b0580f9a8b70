// Whole files: read in place where that is possible, written atomically.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "support/bytes.h"
#include "support/error.h"

namespace btfkit {

// Memory that grows in place where the C library can do so, and whose new bytes are not set: a
// large one costs only the pages that have been written to.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  ~Buffer();

  Bytes bytes() const { return {data_, size_}; }
  std::span<std::byte> writable() { return {data_, size_}; }

  // Keeps the bytes up to `size`; the others are arbitrary. Fails if there is no memory.
  Result<void> resize(size_t size);

 private:
  std::byte* data_ = nullptr;
  size_t size_ = 0;
};

// The content of an input, alive as long as this object. Moving it doesn't move the bytes.
class Content {
 public:
  Content() = default;
  explicit Content(std::vector<std::byte> owned) : owned_(std::move(owned)) {}
  explicit Content(Buffer buffer) : buffer_(std::move(buffer)) {}
  Content(Content&& other) noexcept;
  Content& operator=(Content&& other) noexcept;
  ~Content();

  Bytes bytes() const {
    if (mapping_) return Bytes(mapping_, mapped_size_);
    return owned_.empty() ? buffer_.bytes() : Bytes(owned_);
  }

  // Whether the bytes are those of a file, mapped, rather than in memory of this process.
  bool is_mapped() const { return mapping_; }

  // A private, read-only mapping of an open file. `size` is its size in bytes, at least 1.
  static Result<Content> map(int fd, size_t size);

 private:
  std::vector<std::byte> owned_;
  Buffer buffer_;
  const std::byte* mapping_ = nullptr;
  size_t mapped_size_ = 0;
};

// Gives back the memory of the pages that lie wholly in `part` of a mapped file; they are read
// again when they are used.
void release_pages(Bytes part);

// Reads all of `path`; "-" is standard input. What can be mapped is: regular files, and since Linux
// 6.16 /sys/kernel/btf/vmlinux. Anything else (pipes, other files of sysfs, whose size is not to be
// trusted) is copied. Errors name the path.
Result<Content> read_file(const std::string& path);

// A file that is written piece by piece: to a temporary file beside it that is renamed once it is
// complete, so that a failure leaves what was there. "-" is standard output; devices, which can't
// be replaced, are written to. Errors name the path.
class FileWriter {
 public:
  static Result<FileWriter> create(const std::string& path);
  // The same for a file that is there, whose permissions and, if that is allowed, owner the new one
  // gets. A device or standard output can't be replaced.
  static Result<FileWriter> replace(const std::string& path);
  FileWriter(FileWriter&&) noexcept;
  FileWriter& operator=(FileWriter&&) = delete;
  // Without commit() nothing stays.
  ~FileWriter();

  // After a failure the rest is passed over; commit() tells of it.
  void write(Bytes bytes);
  // The bytes from `begin` to `end` of the file `path`, which need not come into memory.
  void copy(const std::string& path, uint64_t begin, uint64_t end);
  Result<void> commit();

 private:
  struct State;
  explicit FileWriter(std::unique_ptr<State> state);
  // `mode` is that of the temporary file, as open() takes it.
  static Result<FileWriter> create(const std::string& path, unsigned mode);
  std::unique_ptr<State> state_;
};

// Writes `bytes` as `path`, as a FileWriter does.
Result<void> write_file(const std::string& path, Bytes bytes);

}  // namespace btfkit
