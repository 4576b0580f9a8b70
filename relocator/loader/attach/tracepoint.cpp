// Tracepoints of tracefs, by a perf event.
#include <cstdio>
#include <cstring>
#include <utility>

#include "attach/perf_event.h"
#include "attach/tracefs.h"
#include "file.h"

namespace loader {
namespace {

bool read_tracepoint_id(const char* name, uint64_t& id, bpfload_error& error) {
  const char* slash = strchr(name, '/');
  if (slash == nullptr || strchr(slash + 1, '/') != nullptr || strstr(name, "..") != nullptr) {
    return fail(error, "expected CATEGORY/NAME");
  }
  Path file;
  const int size = snprintf(file.text, sizeof file.text, "events/%s/id", name);
  if (size < 0 || static_cast<size_t>(size) >= sizeof file.text) {
    return fail(error, "its name is too long");
  }
  Path path;
  if (!tracefs_path(path, file.text, error)) return false;
  Array<std::byte> content;
  if (!read_file(path.text, content, error)) return false;
  if (!content.append(std::byte{0})) return fail(error, "%m");
  unsigned long long number;
  if (sscanf(reinterpret_cast<const char*>(content.data()), "%llu", &number) != 1) {
    return fail(error, "%s has no number", path.text);
  }
  id = number;
  return true;
}

}  // namespace

bool attach_tracepoint(const Attempt& attempt, Link& link, bpfload_error& error) {
  perf_event_attr attr = {};
  attr.type = PERF_TYPE_TRACEPOINT;
  uint64_t id;
  if (!read_tracepoint_id(attempt.target, id, error)) return false;
  attr.config = id;
  // One event on one processor is enough: a program runs wherever its tracepoint is passed.
  Fd event;
  return open_perf_event(attr, 0, event, error) &&
         attach_to_event(attempt, std::move(event), 0, link, error);
}

}  // namespace loader
