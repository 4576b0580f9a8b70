// Programs that run at every so many events of perf, on each processor: "cpu-clock:99Hz",
// "page-faults:1".
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "attach/link.h"
#include "attach/perf_event.h"
#include "attach/place.h"
#include "file.h"

namespace loader {
namespace {

struct EventName {
  const char* name;  // as the command `perf` has it
  uint32_t type;
  uint32_t config;
};

constexpr EventName kEvents[] = {
    {"cpu-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK},
    {"task-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
    {"page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS},
    {"minor-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN},
    {"major-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ},
    {"context-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES},
    {"cpu-migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS},
    {"alignment-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_ALIGNMENT_FAULTS},
    {"emulation-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_EMULATION_FAULTS},
    {"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
    {"instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
    {"cache-references", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_REFERENCES},
    {"cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
    {"branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS},
    {"branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES},
};

bool parse(const char* target, perf_event_attr& attr, bpfload_error& error) {
  const char* colon = strchr(target, ':');
  if (colon == nullptr) return fail(error, "expected perf_event:EVENT:NUMBER or EVENT:NUMBERHz");
  const auto size = static_cast<size_t>(colon - target);
  const EventName* event = nullptr;
  for (const EventName& one : kEvents) {
    if (strlen(one.name) == size && memcmp(one.name, target, size) == 0) event = &one;
  }
  if (event == nullptr) {
    return fail(error, "'%.*s' is not an event", static_cast<int>(size), target);
  }
  Array<char> number;
  size_t digits = strlen(colon + 1);
  const bool is_frequency = digits > 2 && strcmp(colon + 1 + digits - 2, "Hz") == 0;
  if (is_frequency) digits -= 2;
  if (!copy_text(colon + 1, digits, number, error)) return false;
  uint64_t value;
  if (!parse_number(number.data(), value) || value == 0) {
    return fail(error, "'%s' is neither a number of events nor one of Hz", colon + 1);
  }
  attr.type = event->type;
  attr.config = event->config;
  attr.freq = is_frequency ? 1 : 0;
  attr.sample_period = value;  // sample_freq with `freq`
  return true;
}

// Calls `each` for the numbers of "0-3,5"; false if it does.
template <class Each>
bool each_processor(const char* text, Each each) {
  while (isdigit(static_cast<unsigned char>(*text)) != 0) {
    char* end;
    const unsigned long first = strtoul(text, &end, 10);
    const unsigned long last = *end == '-' ? strtoul(end + 1, &end, 10) : first;
    for (unsigned long processor = first; processor <= last; processor++) {
      if (!each(static_cast<int>(processor))) return false;
    }
    text = *end == ',' ? end + 1 : end;
  }
  return true;
}

}  // namespace

bool attach_perf_samples(const Attempt& attempt, Link& link, bpfload_error& error) {
  perf_event_attr attr = {};
  if (!parse(attempt.target, attr, error)) return false;
  constexpr const char* path = "/sys/devices/system/cpu/online";
  Array<std::byte> online;
  if (!read_file(path, online, error)) return false;
  if (!online.append(std::byte{0})) return fail(error, "%m");
  const bool all = each_processor(reinterpret_cast<const char*>(online.data()), [&](int processor) {
    Fd event;
    if (!open_perf_event(attr, processor, event, error)) {
      return errno == ENOENT || errno == EOPNOTSUPP
                 ? bool{fail(error, "this machine does not count such events")}
                 : bool{add_context(error, "processor %d", processor)};
    }
    Link made = {};
    return attach_to_event(attempt, std::move(event), 0, made, error) &&
           add_link(attempt, made, link, error);
  });
  return all && (link.fd >= 0 || fail(error, "%s: has no processor", path));
}

}  // namespace loader
