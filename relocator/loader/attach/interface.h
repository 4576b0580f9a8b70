#pragma once

#include <net/if.h>

#include "error.h"

namespace loader {

// The index of the network interface of that name.
inline bool find_interface(const char* name, unsigned& index, bpfload_error& error) {
  index = if_nametoindex(name);
  return index != 0 || fail(error, "%m");
}

}  // namespace loader
