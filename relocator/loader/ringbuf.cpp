// Reads a ring buffer map through its memory: a page with the consumer's position, which is ours to
// write, a page with the producer's, and the data, mapped twice in a row so that a record is never
// in two pieces. A record is a header of 8 bytes, whose first 4 are length and two flags, and the
// payload, rounded up to 8.
#include <fcntl.h>
#include <linux/bpf.h>
#include <poll.h>
#include <sys/mman.h>

#include <cerrno>

#include "error.h"
#include "fd.h"

using namespace loader;

struct bpfload_ringbuf {
  ~bpfload_ringbuf() {
    if (consumer != MAP_FAILED) munmap(consumer, page);
    if (producer != MAP_FAILED) munmap(producer, page + 2 * data_size);
  }

  Fd fd;
  size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  size_t data_size = 0;  // a power of 2
  void* consumer = MAP_FAILED;
  void* producer = MAP_FAILED;
};

namespace {

bool map_memory(int map_fd, bpfload_ringbuf& ring, bpfload_error& error) {
  bpfload_map_info info;
  if (bpfload_get_map_info(map_fd, &info, &error) != 0) return false;
  if (info.type != BPF_MAP_TYPE_RINGBUF) {
    return fail(error, "map '%s' is not a ring buffer", info.name);
  }
  ring.data_size = info.max_entries;
  ring.fd = Fd(fcntl(map_fd, F_DUPFD_CLOEXEC, 0));
  if (!ring.fd.valid()) return fail(error, "map '%s': %m", info.name);
  ring.consumer = mmap(nullptr, ring.page, PROT_READ | PROT_WRITE, MAP_SHARED, map_fd, 0);
  ring.producer = mmap(nullptr, ring.page + 2 * ring.data_size, PROT_READ, MAP_SHARED, map_fd,
                       static_cast<off_t>(ring.page));
  if (ring.consumer == MAP_FAILED || ring.producer == MAP_FAILED) {
    return fail(error, "map '%s': mmap: %m", info.name);
  }
  return true;
}

}  // namespace

bpfload_ringbuf* bpfload_ringbuf_open(int map_fd, bpfload_error* error) {
  bpfload_ringbuf* ring = allocate<bpfload_ringbuf>();
  if (ring == nullptr) {
    fail(*error, "%m");
  } else if (!map_memory(map_fd, *ring, *error)) {
    release(ring);
    ring = nullptr;
  }
  return ring;
}

void bpfload_ringbuf_close(bpfload_ringbuf* ring) {
  release(ring);
}

int bpfload_ringbuf_fd(const bpfload_ringbuf* ring) {
  return ring->fd.get();
}

size_t bpfload_ringbuf_consume(bpfload_ringbuf* ring,
                               int (*record)(void* context, const void* data, uint32_t size),
                               void* context) {
  auto* const consumer_position = static_cast<unsigned long*>(ring->consumer);
  auto* const producer_position = static_cast<unsigned long*>(ring->producer);
  auto* const data = static_cast<std::byte*>(ring->producer) + ring->page;
  unsigned long position = __atomic_load_n(consumer_position, __ATOMIC_RELAXED);
  size_t count = 0;
  // Records that come meanwhile are for the next call, so that a busy producer doesn't hold this
  // one.
  const unsigned long end = __atomic_load_n(producer_position, __ATOMIC_ACQUIRE);
  while (position != end) {
    auto* const at = data + (position & (ring->data_size - 1));
    const uint32_t header = __atomic_load_n(reinterpret_cast<uint32_t*>(at), __ATOMIC_ACQUIRE);
    if ((header & BPF_RINGBUF_BUSY_BIT) != 0) break;  // reserved and not yet submitted
    const uint32_t size = header & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
    int stop = 0;
    if ((header & BPF_RINGBUF_DISCARD_BIT) == 0) {
      stop = record(context, at + BPF_RINGBUF_HDR_SZ, size);
      count++;
    }
    position += (size + BPF_RINGBUF_HDR_SZ + 7) / 8 * 8;
    __atomic_store_n(consumer_position, position, __ATOMIC_RELEASE);
    if (stop != 0) break;
  }
  return count;
}

int bpfload_ringbuf_poll(bpfload_ringbuf* ring, int timeout_ms,
                         int (*record)(void* context, const void* data, uint32_t size),
                         void* context, bpfload_error* error) {
  pollfd waiting = {.fd = ring->fd.get(), .events = POLLIN, .revents = 0};
  if (poll(&waiting, 1, timeout_ms) < 0 && errno != EINTR) {
    fail(*error, "poll: %m");
    return -1;
  }
  return static_cast<int>(bpfload_ringbuf_consume(ring, record, context));
}
