// Events of perf that run a program.
#pragma once

#include <linux/perf_event.h>

#include "attach/kinds.h"
#include "fd.h"

namespace loader {

// perf_event_open on one processor for all processes. The error says only what errno says.
bool open_perf_event(perf_event_attr& attr, int processor, Fd& event, bpfload_error& error);

// Runs the program at `event`. Since Linux 5.15 that is a BPF link, from which the program gets
// `cookie`; before, it is the event itself, which can't be pinned and has no cookie: then `made` is
// no link.
bool attach_to_event(const Attempt& attempt, Fd event, uint64_t cookie, Link& made,
                     bpfload_error& error);

}  // namespace loader
