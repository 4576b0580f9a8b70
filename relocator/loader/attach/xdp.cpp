// XDP programs on network interfaces.
#include <linux/bpf.h>
#include <net/if.h>

#include "attach/kinds.h"
#include "attach/link.h"

namespace loader {

bool attach_xdp(const Attempt& attempt, Link& link, bpfload_error& error) {
  const unsigned index = if_nametoindex(attempt.target);
  if (index == 0) return fail(error, "%m");
  return create_link(attempt.program, static_cast<int>(index), BPF_XDP, link, error);
}

}  // namespace loader
