#pragma once

#include "error.h"

namespace loader {

// A filter is held by its interface, not by a link. What is pinned for it is its program, as
// filter-NAME-netINODE, which is the network namespace that the interface is in. No identifier has
// a
// '-', so that this is no program's own name.
constexpr char kFilterPin[] = "filter-";
constexpr char kFilterNetwork[] = "-net";

bool is_filter_pin(const char* name);

// Removes the filters that were made for the program pinned under that name. A queueing discipline
// that was made for them goes with the last filter on it.
bool detach_filter_pin(const char* name, int program, bpfload_error& error);

}  // namespace loader
