#include "attach/link.h"

namespace loader {

int new_link(int program, int target, uint32_t attach_type, uint32_t flags) {
  bpf_attr attr = empty_attr();
  attr.link_create.prog_fd = static_cast<uint32_t>(program);
  attr.link_create.target_fd = static_cast<uint32_t>(target);
  attr.link_create.attach_type = attach_type;
  attr.link_create.flags = flags;
  return bpf(BPF_LINK_CREATE, attr);
}

bool create_link(int program, int target, uint32_t attach_type, Link& link, bpfload_error& error,
                 uint32_t flags) {
  link.fd = new_link(program, target, attach_type, flags);
  return link.fd >= 0 || fail(error, "BPF_LINK_CREATE: %m");
}

bool create_link(bpf_attr& attr, Link& link, bpfload_error& error) {
  link.fd = bpf(BPF_LINK_CREATE, attr);
  return link.fd >= 0 || fail(error, "BPF_LINK_CREATE: %m");
}

bool add_link(const Attempt& attempt, const Link& made, Link& link, bpfload_error& error) {
  if (link.fd < 0 && link.detach == nullptr) {
    link = made;
    return true;
  }
  if (attempt.others.append(made)) return true;
  fail(error, "%m");
  release(made);
  return false;
}

}  // namespace loader
