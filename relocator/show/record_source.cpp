#include "record_source.h"

#include <linux/bpf.h>

#include <utility>

namespace btfkit::show {
namespace {

std::unexpected<Error> failure(const bpfload_error& error) {
  return std::unexpected(Error(error.text));
}

struct Reading {
  const std::function<bool(Bytes)>& record;
  uint64_t& lost;
};

int on_record(void* context, const void* data, uint32_t size) {
  auto* reading = static_cast<Reading*>(context);
  return reading->record(Bytes(static_cast<const std::byte*>(data), size)) ? 0 : 1;
}

void on_lost(void* context, uint64_t count) {
  static_cast<Reading*>(context)->lost += count;
}

}  // namespace

Result<RecordSource> RecordSource::open(const KernelMap& map) {
  bpfload_error error;
  if (map.info().type == BPF_MAP_TYPE_RINGBUF) {
    auto* ring = bpfload_ringbuf_open(map.fd(), &error);
    if (!ring) return failure(error);
    return RecordSource(ring, nullptr);
  }
  if (map.info().type == BPF_MAP_TYPE_PERF_EVENT_ARRAY) {
    auto* perf = bpfload_perf_open(map.fd(), &error);
    if (!perf) return failure(error);
    return RecordSource(nullptr, perf);
  }
  return fail("{}: its type is {}, neither ringbuf nor perf_event_array", map.described(),
              bpfload_map_type_name(map.info().type));
}

RecordSource::RecordSource(RecordSource&& other) noexcept
    : ring_(std::exchange(other.ring_, nullptr)),
      perf_(std::exchange(other.perf_, nullptr)),
      lost_(other.lost_) {}

RecordSource::~RecordSource() {
  if (ring_) bpfload_ringbuf_close(ring_);
  if (perf_) bpfload_perf_close(perf_);
}

Result<void> RecordSource::poll(int timeout_ms, const std::function<bool(Bytes)>& record) {
  Reading reading{record, lost_};
  bpfload_error error;
  int status;
  if (ring_) {
    status = bpfload_ringbuf_poll(ring_, timeout_ms, on_record, &reading, &error);
  } else {
    const bpfload_perf_reader reader{on_record, on_lost, &reading};
    status = bpfload_perf_poll(perf_, timeout_ms, &reader, &error);
  }
  if (status < 0) return failure(error);
  return {};
}

}  // namespace btfkit::show
