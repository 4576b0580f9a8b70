// Whole files: read in place where that is possible, written atomically.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "support/bytes.h"
#include "support/error.h"

namespace btfkit {

// The content of an input, alive as long as this object. Moving it doesn't move the bytes.
class Content {
 public:
  Content() = default;
  explicit Content(std::vector<std::byte> owned) : owned_(std::move(owned)) {}
  Content(Content&& other) noexcept;
  Content& operator=(Content&& other) noexcept;
  ~Content();

  Bytes bytes() const { return mapping_ ? Bytes(mapping_, mapped_size_) : Bytes(owned_); }

  // A private, read-only mapping of an open file. `size` is its size in bytes, at least 1.
  static Result<Content> map(int fd, size_t size);

 private:
  std::vector<std::byte> owned_;
  const std::byte* mapping_ = nullptr;
  size_t mapped_size_ = 0;
};

// Reads all of `path`; "-" is standard input. Regular files are mapped, anything else (pipes and
// files of sysfs, whose size is not to be trusted) is copied. Errors name the path.
Result<Content> read_file(const std::string& path);

// A file that is written piece by piece: to a temporary file beside it that is renamed once it is
// complete, so that a failure leaves what was there. "-" is standard output; devices, which can't
// be replaced, are written to. Errors name the path.
class FileWriter {
 public:
  static Result<FileWriter> create(const std::string& path);
  FileWriter(FileWriter&&) noexcept;
  FileWriter& operator=(FileWriter&&) = delete;
  // Without commit() nothing stays.
  ~FileWriter();

  // After a failure the rest is passed over; commit() tells of it.
  void write(Bytes bytes);
  Result<void> commit();

 private:
  struct State;
  explicit FileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Writes `bytes` as `path`, as a FileWriter does.
Result<void> write_file(const std::string& path, Bytes bytes);

}  // namespace btfkit
