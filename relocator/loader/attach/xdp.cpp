// XDP programs on network interfaces: in the driver if it has XDP, otherwise (or if the user says
// so) where all drivers pass. An interface has one at most.
#include <linux/bpf.h>

#include <cerrno>

#include "attach/interface.h"
#include "attach/kinds.h"
#include "attach/link.h"

namespace loader {

bool attach_xdp(const Attempt& attempt, Link& link, bpfload_error& error) {
  unsigned index;
  if (!find_interface(attempt.target, index, error)) return false;
  if (create_link(attempt.program, static_cast<int>(index), BPF_XDP, link, error,
                  attempt.variant)) {
    return true;
  }
  switch (errno) {
    case EBUSY:
      return fail(error, "%m: it has an XDP program already");
    case EEXIST:
      return fail(error, "%m: it has an XDP program in the other mode (generic or native)");
    case EOPNOTSUPP:
      return fail(error, "%m: its driver has no native XDP");
    default:
      return false;
  }
}

}  // namespace loader
