// Owners of file descriptors.
#pragma once

#include <unistd.h>

#include "array.h"

namespace loader {

class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() {
    if (fd_ >= 0) close(fd_);
  }

  int get() const { return fd_; }
  int take() { return std::exchange(fd_, -1); }
  bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

// Descriptors by index; -1 is none.
class FdArray {
 public:
  FdArray() = default;
  ~FdArray() {
    for (const int fd : fds_) {
      if (fd >= 0) close(fd);
    }
  }

  // All of them -1.
  [[nodiscard]] bool allocate(size_t size) {
    if (!fds_.resize(size)) return false;
    for (int& fd : fds_) fd = -1;
    return true;
  }
  void set(size_t index, Fd fd) { fds_[index] = fd.take(); }
  int operator[](size_t index) const { return fds_[index]; }
  size_t size() const { return fds_.size(); }

 private:
  Array<int> fds_;
};

}  // namespace loader
