// Statically defined probes of a program: places that SystemTap's <sys/sdt.h> and its like mark
// with notes in section .note.stapsdt.
#pragma once

#include "array.h"
#include "attach/executable.h"
#include "error.h"

namespace loader {

// One place where a probe is. A probe may be inlined, so that it has several.
struct UsdtSite {
  uint64_t address;       // in a process that has the file where its segments say
  uint64_t offset;        // in the file
  uint64_t semaphore;     // where in the file its 16-bit counter of users is, or 0
  const char* arguments;  // where its arguments are, in words of the machine's assembler
};

// All sites of one probe. Fails if there is none.
bool find_usdt_sites(const Executable& executable, const char* provider, const char* name,
                     Array<UsdtSite>& sites, bpfload_error& error);

}  // namespace loader
