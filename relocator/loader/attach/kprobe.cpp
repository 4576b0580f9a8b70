// Probes at one place of the kernel.
#include <utility>

#include "attach/perf_event.h"
#include "attach/place.h"
#include "attach/probe_event.h"

namespace loader {
namespace {

bool attach_probe(const Attempt& attempt, bool at_return, Link& link, bpfload_error& error) {
  FunctionPlace place;
  if (!parse_place(attempt.target, place, error)) return false;
  if (at_return && place.offset != 0) {
    return fail(error, "a function returns as a whole: no offset expected");
  }
  Fd event;
  return open_kernel_probe({at_return, place.name.data(), place.offset}, event, error) &&
         attach_to_event(attempt, std::move(event), 0, link, error);
}

}  // namespace

bool attach_kprobe(const Attempt& attempt, Link& link, bpfload_error& error) {
  return attach_probe(attempt, false, link, error);
}

bool attach_kretprobe(const Attempt& attempt, Link& link, bpfload_error& error) {
  return attach_probe(attempt, true, link, error);
}

}  // namespace loader
