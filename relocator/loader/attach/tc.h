#pragma once

#include <cstdint>

#include "error.h"

namespace loader {

// Removes the filters that attach_tc_* made for a program where it got no link: in the network
// namespace of this process, on one interface, or with 0 on all. A queueing discipline that was
// made for them goes with the last filter on it.
bool detach_filters(uint32_t program_id, unsigned interface, bpfload_error& error);

// False if a pin's name is that of a filter in a network namespace other than this process's.
bool is_filter_here(const char* pin, bpfload_error& error);

}  // namespace loader
