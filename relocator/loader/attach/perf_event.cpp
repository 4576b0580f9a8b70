#include "attach/perf_event.h"

#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <cerrno>

#include "attach/link.h"

namespace loader {

bool open_perf_event(perf_event_attr& attr, int processor, Fd& event, bpfload_error& error) {
  attr.size = sizeof attr;
  const long fd = syscall(SYS_perf_event_open, &attr, -1, processor, -1, PERF_FLAG_FD_CLOEXEC);
  event = Fd(static_cast<int>(fd));
  if (event.valid()) return true;
  const bool lacks_privilege = errno == EPERM || errno == EACCES;
  return fail(error, "perf_event_open: %m%s",
              lacks_privilege ? " (it takes CAP_PERFMON, or CAP_SYS_ADMIN)" : "");
}

bool attach_to_event(const Attempt& attempt, Fd event, uint64_t cookie, Link& made,
                     bpfload_error& error) {
  made = {-1, attempt.name, true, nullptr};
  bpf_attr attr = empty_attr();
  attr.link_create.prog_fd = static_cast<uint32_t>(attempt.program);
  attr.link_create.target_fd = static_cast<uint32_t>(event.get());
  attr.link_create.attach_type = BPF_PERF_EVENT;
  attr.link_create.perf_event.bpf_cookie = cookie;
  if (create_link(attr, made, error)) return true;
  // An older kernel, or a program that doesn't go with the event: then this fails for that too.
  if (errno != EINVAL || ioctl(event.get(), PERF_EVENT_IOC_SET_BPF, attempt.program) != 0) {
    return false;
  }
  if (ioctl(event.get(), PERF_EVENT_IOC_ENABLE, 0) != 0) {
    return fail(error, "PERF_EVENT_IOC_ENABLE: %m");
  }
  made.fd = event.take();
  made.is_link = false;
  return true;
}

}  // namespace loader
