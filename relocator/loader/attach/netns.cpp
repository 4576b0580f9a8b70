// Programs of a network namespace: socket lookup, which a namespace may have several of, and flow
// dissectors, of which it has one.
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include <cerrno>
#include <cstring>

#include "attach/kinds.h"
#include "attach/link.h"

namespace loader {

bool attach_netns(const Attempt& attempt, Link& link, bpfload_error& error) {
  const char* path = strcmp(attempt.target, "self") == 0 ? "/proc/self/ns/net" : attempt.target;
  const Fd space(open(path, O_RDONLY | O_CLOEXEC));
  struct statfs file_system;
  if (!space.valid() || fstatfs(space.get(), &file_system) != 0) return fail(error, "%m");
  if (file_system.f_type != NSFS_MAGIC) return fail(error, "is not a network namespace");
  if (create_link(attempt.program, space.get(), attempt.attr.expected_attach_type, link, error)) {
    return true;
  }
  // A flow dissector in the first namespace of the machine goes for all of them.
  if (errno == EEXIST || errno == EBUSY || errno == E2BIG) {
    return add_context(error, "has one already, or no room for another");
  }
  return false;
}

}  // namespace loader
