// Programs of the sockets in a map: what is sent (sk_msg), and what is received (sk_skb). By a link
// since Linux 6.10; before, a program stays until it is detached or the map goes.
#include "attach/sockmap.h"

#include <fcntl.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstring>

#include "attach/kinds.h"
#include "attach/link.h"
#include "bpf_syscall.h"

namespace loader {
namespace {

constexpr uint32_t kSocketHooks[] = {BPF_SK_MSG_VERDICT, BPF_SK_SKB_STREAM_PARSER,
                                     BPF_SK_SKB_STREAM_VERDICT, BPF_SK_SKB_VERDICT};

bool is_socket_hook(uint32_t attach_type) {
  for (const uint32_t hook : kSocketHooks) {
    if (attach_type == hook) return true;
  }
  return false;
}

// BPF_PROG_ATTACH or BPF_PROG_DETACH.
int call(bpf_cmd command, int map, int program, uint32_t attach_type) {
  bpf_attr attr = empty_attr();
  attr.target_fd = static_cast<uint32_t>(map);
  attr.attach_bpf_fd = static_cast<uint32_t>(program);
  attr.attach_type = attach_type;
  return bpf(command, attr);
}

bool find_map(const Attempt& attempt, int& map, bpfload_error& error) {
  const Plan& plan = attempt.object.image.plan;
  for (size_t i = 0; i < plan.maps.size(); i++) {
    if (strcmp(plan.maps[i].name, attempt.target) != 0) continue;
    map = attempt.object.maps[i];
    return holds_sockets(plan.maps[i].attr.map_type) ||
           fail(error, "is not a sockmap or sockhash, which alone hold sockets");
  }
  return fail(error, "the image has no map '%s'", attempt.target);
}

}  // namespace

bool holds_sockets(uint32_t map_type) {
  return map_type == BPF_MAP_TYPE_SOCKMAP || map_type == BPF_MAP_TYPE_SOCKHASH;
}

bool attaches_to_sockets(uint32_t program_type) {
  return program_type == BPF_PROG_TYPE_SK_MSG || program_type == BPF_PROG_TYPE_SK_SKB;
}

void detach_from_sockmap(int map, int program) {
  // The kernel detaches a program only from where it is.
  for (const uint32_t hook : kSocketHooks) call(BPF_PROG_DETACH, map, program, hook);
}

bool attach_sockmap(const Attempt& attempt, Link& link, bpfload_error& error) {
  int map;
  if (!find_map(attempt, map, error)) return false;
  const uint32_t attach_type = attempt.attr.expected_attach_type;
  if (!is_socket_hook(attach_type)) {
    return fail(error,
                "its section has to be sk_skb/stream_parser, sk_skb/stream_verdict or "
                "sk_skb/verdict");
  }
  link.fd = new_link(attempt.program, map, attach_type);
  if (link.fd >= 0) return true;
  if (errno == EBUSY) return fail(error, "BPF_LINK_CREATE: %m: it has such a program already");
  // Kernels without such links don't take the attach type.
  if (errno != EINVAL) return fail(error, "BPF_LINK_CREATE: %m");
  link.is_link = false;
  link.program = attempt.program;
  link.detach = [](const Link& attached) { detach_from_sockmap(attached.fd, attached.program); };
  Fd held(fcntl(map, F_DUPFD_CLOEXEC, 0));
  if (!held.valid()) return fail(error, "%m");
  if (call(BPF_PROG_ATTACH, map, attempt.program, attach_type) != 0) {
    return fail(error, "BPF_PROG_ATTACH: %m");
  }
  link.fd = held.take();
  return true;
}

}  // namespace loader
