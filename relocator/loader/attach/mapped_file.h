#pragma once

#include <sys/mman.h>

#include "array.h"
#include "error.h"

namespace loader {

// A file's content, mapped: what processes run may be large, and little of it is looked at.
class MappedFile {
 public:
  MappedFile() = default;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() {
    if (memory_ != MAP_FAILED) munmap(memory_, size_);
  }

  // The error's text begins with the path.
  bool open(const char* path, bpfload_error& error);
  Bytes bytes() const {
    if (memory_ == MAP_FAILED) return {};
    return {static_cast<const std::byte*>(memory_), size_};
  }

 private:
  void* memory_ = MAP_FAILED;
  size_t size_ = 0;
};

}  // namespace loader
