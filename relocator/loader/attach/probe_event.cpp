#include "attach/probe_event.h"

#include <linux/perf_event.h>

#include <cerrno>
#include <cinttypes>
#include <cstdio>

#include "attach/perf_event.h"
#include "bpf_syscall.h"
#include "file.h"

namespace loader {
namespace {

constexpr const char* kSources = "/sys/bus/event_source/devices";

bool read_text(const char* path, Array<std::byte>& text, bpfload_error& error) {
  return read_file(path, text, error) && (text.append(std::byte{0}) || fail(error, "%m"));
}

// The number of the PMU, and which bit of its events says that the probe is at the return.
bool read_source(const char* name, uint32_t& type, unsigned& return_bit, bpfload_error& error) {
  char path[128];
  if (access(kSources, F_OK) != 0) {
    return fail(error, "sysfs is not there (mount -t sysfs sysfs /sys)");
  }
  snprintf(path, sizeof path, "%s/%s", kSources, name);
  if (access(path, F_OK) != 0) {
    return fail(error, "this kernel has no %ss (CONFIG_%s_EVENTS)", name,
                *name == 'k' ? "KPROBE" : "UPROBE");
  }
  Array<std::byte> text;
  snprintf(path, sizeof path, "%s/%s/type", kSources, name);
  if (!read_text(path, text, error)) return false;
  if (sscanf(reinterpret_cast<const char*>(text.data()), "%" SCNu32, &type) != 1) {
    return fail(error, "%s: has no number", path);
  }
  Array<std::byte> format;
  snprintf(path, sizeof path, "%s/%s/format/retprobe", kSources, name);
  if (!read_text(path, format, error)) return false;
  if (sscanf(reinterpret_cast<const char*>(format.data()), "config:%u", &return_bit) != 1 ||
      return_bit >= 32) {
    return fail(error, "%s: has no bit of 'config'", path);
  }
  return true;
}

// Where in an event's `config` the kernel wants the semaphore.
constexpr unsigned kSemaphoreShift = 32;

}  // namespace

bool open_kernel_probe(const KernelProbe& probe, Fd& event, bpfload_error& error) {
  perf_event_attr attr = {};
  unsigned return_bit;
  if (!read_source("kprobe", attr.type, return_bit, error)) return false;
  attr.config = probe.at_return ? uint64_t{1} << return_bit : 0;
  attr.kprobe_func = pointer(probe.function);
  attr.probe_offset = probe.offset;
  if (open_perf_event(attr, 0, event, error)) return true;
  switch (errno) {
    case ENOENT:
      return fail(error, "the kernel has no function '%s'", probe.function);
    case EADDRNOTAVAIL:
      return fail(error, "the kernel has several functions '%s'", probe.function);
    case EILSEQ:
      return fail(error, "byte %" PRIu64 " of '%s' is inside an instruction", probe.offset,
                  probe.function);
    case EINVAL:
      return fail(error, "the kernel allows no probe there");
    default:
      return false;
  }
}

bool open_user_probe(const UserProbe& probe, Fd& event, bpfload_error& error) {
  perf_event_attr attr = {};
  unsigned return_bit;
  if (!read_source("uprobe", attr.type, return_bit, error)) return false;
  if (probe.semaphore >> kSemaphoreShift != 0) {
    return fail(error, "its semaphore at byte %" PRIu64 " of the file is too far for the kernel",
                probe.semaphore);
  }
  attr.config = (probe.at_return ? uint64_t{1} << return_bit : 0) | probe.semaphore
                                                                        << kSemaphoreShift;
  attr.uprobe_path = pointer(probe.path);
  attr.probe_offset = probe.offset;
  return open_perf_event(attr, 0, event, error);
}

}  // namespace loader
