// How far a long conversion has come.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>

namespace btfkit::btfgen {

struct Progress {
  std::string_view of;  // what is counted: "units", "files"
  uint64_t done;
  uint64_t all;
  uint64_t types;  // read so far, before equal ones become one
};

using ProgressListener = std::function<void(const Progress&)>;

// Counts for a listener, which may be empty. Any thread may call it; the listener is called by one
// at a time.
class ProgressCount {
 public:
  // The listener must outlive it.
  ProgressCount(const ProgressListener& listener, std::string_view of, uint64_t all)
      : listener_(listener), progress_{of, 0, all, 0} {}

  void add(uint64_t done, uint64_t types) {
    if (!listener_) return;
    std::lock_guard lock(mutex_);
    progress_.done += done;
    progress_.types += types;
    listener_(progress_);
  }

 private:
  const ProgressListener& listener_;
  Progress progress_;
  std::mutex mutex_;
};

}  // namespace btfkit::btfgen
