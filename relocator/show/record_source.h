// A ring buffer or a perf event array whose records are read as they come.
#pragma once

#include <functional>

#include "kernel_map.h"

namespace btfkit::show {

class RecordSource {
 public:
  static Result<RecordSource> open(const KernelMap& map);
  RecordSource(RecordSource&& other) noexcept;
  RecordSource& operator=(RecordSource&&) = delete;
  ~RecordSource();

  // Waits for at most so many milliseconds (-1: for ever, or until a signal), then calls `record`
  // for those that are there until it returns false.
  Result<void> poll(int timeout_ms, const std::function<bool(Bytes)>& record);

  // Records that the kernel had no room for. A ring buffer's programs are told and count
  // themselves.
  uint64_t lost() const { return lost_; }

 private:
  RecordSource(bpfload_ringbuf* ring, bpfload_perf* perf) : ring_(ring), perf_(perf) {}

  bpfload_ringbuf* ring_;
  bpfload_perf* perf_;
  uint64_t lost_ = 0;
};

}  // namespace btfkit::show
