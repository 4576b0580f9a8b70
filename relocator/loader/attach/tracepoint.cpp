// Tracepoints of tracefs, by a perf event.
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>

#include <cstdio>
#include <cstring>

#include "attach/kinds.h"
#include "attach/link.h"
#include "file.h"
#include "pin.h"

namespace loader {
namespace {

bool read_tracepoint_id(const char* name, uint64_t& id, bpfload_error& error) {
  const char* slash = strchr(name, '/');
  if (slash == nullptr || strchr(slash + 1, '/') != nullptr || strstr(name, "..") != nullptr) {
    return fail(error, "expected CATEGORY/NAME");
  }
  for (const char* root : {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"}) {
    Path path;
    snprintf(path.text, sizeof path.text, "%s/events", root);
    if (access(path.text, F_OK) != 0) continue;
    snprintf(path.text, sizeof path.text, "%s/events/%s/id", root, name);
    Array<std::byte> file;
    if (!read_file(path.text, file, error)) return false;
    if (!file.append(std::byte{0})) return fail(error, "%m");
    unsigned long long number;
    if (sscanf(reinterpret_cast<const char*>(file.data()), "%llu", &number) != 1) {
      return fail(error, "%s has no number", path.text);
    }
    id = number;
    return true;
  }
  return fail(error, "tracefs is not there (mount -t tracefs tracefs /sys/kernel/tracing)");
}

}  // namespace

bool attach_tracepoint(const Attempt& attempt, Link& link, bpfload_error& error) {
  perf_event_attr attr = {};
  attr.type = PERF_TYPE_TRACEPOINT;
  attr.size = sizeof attr;
  uint64_t id;
  if (!read_tracepoint_id(attempt.target, id, error)) return false;
  attr.config = id;
  // One event on one processor is enough: a program runs wherever its tracepoint is passed.
  const Fd event(
      static_cast<int>(syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC)));
  if (!event.valid()) return fail(error, "perf_event_open: %m");
  return create_link(attempt.program, event.get(), BPF_PERF_EVENT, link, error);
}

}  // namespace loader
