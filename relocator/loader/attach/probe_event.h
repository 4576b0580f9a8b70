// Probes of single places, which the kernel has as events of perf: "kprobe" in the kernel, "uprobe"
// in a file that processes run.
#pragma once

#include "error.h"
#include "fd.h"

namespace loader {

struct KernelProbe {
  bool at_return;
  const char* function;  // or MODULE:FUNCTION
  uint64_t offset;       // bytes from its start
};
bool open_kernel_probe(const KernelProbe& probe, Fd& event, bpfload_error& error);

struct UserProbe {
  bool at_return;
  const char* path;
  uint64_t offset;     // in the file
  uint64_t semaphore;  // where in the file a 16-bit counter of its users is, or 0
};
bool open_user_probe(const UserProbe& probe, Fd& event, bpfload_error& error);

}  // namespace loader
