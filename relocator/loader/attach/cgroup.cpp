// Programs of a cgroup: they run for its processes and for those of the cgroups below.
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include <cerrno>

#include "attach/kinds.h"
#include "attach/link.h"

namespace loader {

bool attach_cgroup(const Attempt& attempt, Link& link, bpfload_error& error) {
  const Fd cgroup(open(attempt.target, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct statfs file_system;
  if (!cgroup.valid() || fstatfs(cgroup.get(), &file_system) != 0) return fail(error, "%m");
  if (file_system.f_type != CGROUP2_SUPER_MAGIC) {
    return fail(error, "is not a directory of cgroup v2 (mount -t cgroup2 none DIRECTORY)");
  }
  // Programs for packets are told in which direction by the user.
  const uint32_t attach_type = attempt.attr.prog_type == BPF_PROG_TYPE_CGROUP_SKB
                                   ? attempt.variant
                                   : attempt.attr.expected_attach_type;
  if (create_link(attempt.program, cgroup.get(), attach_type, link, error)) return true;
  if (errno == EPERM) {
    return add_context(error, "not allowed, or taken by a program that admits no other");
  }
  return false;
}

}  // namespace loader
