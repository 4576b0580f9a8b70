// Reads a perf event array: a perf event a processor, whose buffer is a page with positions and
// records in a ring of 2^n pages. A record that BPF wrote is a PERF_RECORD_SAMPLE of a length and
// the payload.
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cerrno>

#include "array.h"
#include "bpf_syscall.h"
#include "error.h"
#include "fd.h"
#include "maps.h"

using namespace loader;

namespace {

constexpr size_t kDataPages = 64;  // a power of 2

struct Buffer {
  uint32_t processor;
  int fd;
  void* memory;
};

}  // namespace

struct bpfload_perf {
  ~bpfload_perf() {
    for (const Buffer& buffer : buffers) {
      // Else the map keeps the event, and programs write to it, until the map's end.
      map_delete(map.get(), &buffer.processor);
      if (buffer.memory != MAP_FAILED) munmap(buffer.memory, (1 + kDataPages) * page);
      close(buffer.fd);
    }
  }

  Fd map;
  size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  Array<Buffer> buffers;
  Array<pollfd> polled;
  Array<std::byte> record;  // one that goes round the ring's end, in one piece
};

namespace {

int open_event(uint32_t processor) {
  perf_event_attr attr = {};
  attr.size = sizeof attr;
  attr.type = PERF_TYPE_SOFTWARE;
  attr.config = PERF_COUNT_SW_BPF_OUTPUT;
  attr.sample_type = PERF_SAMPLE_RAW;
  attr.sample_period = 1;
  attr.wakeup_events = 1;
  return static_cast<int>(
      syscall(SYS_perf_event_open, &attr, -1, processor, -1, PERF_FLAG_FD_CLOEXEC));
}

bool add_buffer(bpfload_perf& perf, uint32_t processor, bpfload_error& error) {
  const int fd = open_event(processor);
  if (fd < 0) {
    if (errno == ENODEV) return true;  // possible, but not online
    return fail(error, "processor %u: perf_event_open: %m", processor);
  }
  if (!perf.buffers.append({processor, fd, MAP_FAILED})) {
    close(fd);
    return fail(error, "%m");
  }
  Buffer& buffer = perf.buffers[perf.buffers.size() - 1];
  buffer.memory =
      mmap(nullptr, (1 + kDataPages) * perf.page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (buffer.memory == MAP_FAILED) return fail(error, "processor %u: mmap: %m", processor);
  if (map_update(perf.map.get(), &processor, &fd) != 0) {
    return fail(error, "processor %u: BPF_MAP_UPDATE_ELEM: %m", processor);
  }
  if (ioctl(fd, PERF_EVENT_IOC_ENABLE, 0) != 0) {
    return fail(error, "processor %u: PERF_EVENT_IOC_ENABLE: %m", processor);
  }
  return perf.polled.append({.fd = fd, .events = POLLIN, .revents = 0}) || fail(error, "%m");
}

bool open_buffers(int map_fd, bpfload_perf& perf, bpfload_error& error) {
  bpfload_map_info info;
  if (bpfload_get_map_info(map_fd, &info, &error) != 0) return false;
  if (info.type != BPF_MAP_TYPE_PERF_EVENT_ARRAY) {
    return fail(error, "map '%s' is not a perf event array", info.name);
  }
  perf.map = Fd(fcntl(map_fd, F_DUPFD_CLOEXEC, 0));
  if (!perf.map.valid()) return fail(error, "map '%s': %m", info.name);
  const uint32_t processors = possible_processors(error);
  if (processors == 0) return false;
  for (uint32_t i = 0; i < processors && i < info.max_entries; i++) {
    if (!add_buffer(perf, i, error)) return add_context(error, "map '%s'", info.name);
  }
  return true;
}

// A buffer's records up to what the kernel had written when it began.
class Consumer {
 public:
  Consumer(bpfload_perf& perf, const Buffer& buffer)
      : perf_(perf),
        page_(static_cast<perf_event_mmap_page*>(buffer.memory)),
        data_(static_cast<const std::byte*>(buffer.memory) + perf.page) {}

  // False if the reader wants no more.
  bool run(const bpfload_perf_reader& reader, int& count) {
    const uint64_t end = __atomic_load_n(&page_->data_head, __ATOMIC_ACQUIRE);
    uint64_t position = page_->data_tail;
    bool goes_on = true;
    while (goes_on && position < end) {
      perf_event_header header;
      copy(&header, position, sizeof header);
      const std::byte* record = in_one_piece(position, header.size);
      if (record != nullptr) goes_on = use(record, header, reader, count);
      position += header.size;
      __atomic_store_n(&page_->data_tail, position, __ATOMIC_RELEASE);
    }
    return goes_on;
  }

 private:
  size_t size() const { return kDataPages * perf_.page; }

  void copy(void* to, uint64_t position, size_t count) const {
    const size_t at = position & (size() - 1);
    const size_t first = count < size() - at ? count : size() - at;
    memcpy(to, data_ + at, first);
    memcpy(static_cast<std::byte*>(to) + first, data_, count - first);
  }

  const std::byte* in_one_piece(uint64_t position, size_t count) {
    const size_t at = position & (size() - 1);
    if (count <= size() - at) return data_ + at;
    if (!perf_.record.resize(count)) return nullptr;
    copy(perf_.record.data(), position, count);
    return perf_.record.data();
  }

  static bool use(const std::byte* record, const perf_event_header& header,
                  const bpfload_perf_reader& reader, int& count) {
    const std::byte* const body = record + sizeof header;
    if (header.type == PERF_RECORD_SAMPLE) {
      uint32_t size;
      memcpy(&size, body, sizeof size);
      count++;
      return reader.record(reader.context, body + sizeof size, size) == 0;
    }
    if (header.type == PERF_RECORD_LOST && reader.lost != nullptr) {
      uint64_t lost;  // behind the event's id
      memcpy(&lost, body + sizeof(uint64_t), sizeof lost);
      reader.lost(reader.context, lost);
    }
    return true;
  }

  bpfload_perf& perf_;
  perf_event_mmap_page* page_;
  const std::byte* data_;
};

}  // namespace

bpfload_perf* bpfload_perf_open(int map_fd, bpfload_error* error) {
  bpfload_perf* perf = allocate<bpfload_perf>();
  if (perf == nullptr) {
    fail(*error, "%m");
  } else if (!open_buffers(map_fd, *perf, *error)) {
    release(perf);
    perf = nullptr;
  }
  return perf;
}

void bpfload_perf_close(bpfload_perf* perf) {
  release(perf);
}

int bpfload_perf_poll(bpfload_perf* perf, int timeout_ms, const bpfload_perf_reader* reader,
                      bpfload_error* error) {
  if (poll(perf->polled.data(), perf->polled.size(), timeout_ms) < 0 && errno != EINTR) {
    fail(*error, "poll: %m");
    return -1;
  }
  int count = 0;
  for (const Buffer& buffer : perf->buffers) {
    if (!Consumer(*perf, buffer).run(*reader, count)) break;
  }
  return count;
}
