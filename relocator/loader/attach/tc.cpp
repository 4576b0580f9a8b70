// TC programs on network interfaces. Linux 6.6 has links for them (TCX). Before, a program is a
// filter in the queueing discipline clsact, which is made if it isn't there. Nothing but the filter
// itself says later whose it is and whether the discipline was made for it: its name does.
#include "attach/tc.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <string_view>

#include "attach/interface.h"
#include "attach/kinds.h"
#include "attach/link.h"
#include "attach/netlink.h"
#include "attach/newer.h"
#include "bpf_syscall.h"

namespace loader {
namespace {

constexpr uint32_t kIngress = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS);
constexpr uint32_t kEgress = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS);

// How the names of filters begin that were made here: in a discipline that was there, or in one
// that whoever removes the last filter removes too.
constexpr char kName[] = "bpfload:";
constexpr char kNameInOwn[] = "bpfload+clsact:";

constexpr uint32_t kFirstPriority = 49152;  // which is also the kernel's first choice

struct Filter {
  uint32_t info;  // priority and protocol
  uint32_t handle;
  uint32_t program_id;
  bool made_here;
  bool in_own;
};

using Filters = Array<Filter>;

tcmsg header(unsigned interface, uint32_t parent) {
  tcmsg message = {};
  message.tcm_family = AF_UNSPEC;
  message.tcm_ifindex = static_cast<int>(interface);
  message.tcm_parent = parent;
  return message;
}

std::string_view text(Bytes attribute) {
  const auto* characters = reinterpret_cast<const char*>(attribute.data());
  return {characters, attribute.empty() ? 0 : strnlen(characters, attribute.size())};
}

// Filters of any kind in one direction.
bool read_filters(Netlink& netlink, unsigned interface, uint32_t parent, Filters& filters,
                  bpfload_error& error) {
  TcRequest request(RTM_GETTFILTER, NLM_F_DUMP, header(interface, parent));
  const auto each = [](void* context, const TcMessage& message) {
    // Each priority is listed too, as a filter without a handle.
    if (message.header.tcm_handle == 0) return true;
    Filter filter = {message.header.tcm_info, message.header.tcm_handle, 0, false, false};
    if (text(find_attribute(message.attributes, TCA_KIND)) == "bpf") {
      const Bytes options = find_attribute(message.attributes, TCA_OPTIONS);
      const std::string_view name = text(find_attribute(options, TCA_BPF_NAME));
      const Bytes id = find_attribute(options, TCA_BPF_ID);
      if (id.size() == sizeof filter.program_id) memcpy(&filter.program_id, id.data(), id.size());
      filter.in_own = name.starts_with(kNameInOwn);
      filter.made_here = filter.in_own || name.starts_with(kName);
    }
    return static_cast<Filters*>(context)->append(filter);
  };
  return netlink.request(request, each, &filters, error) || add_context(error, "RTM_GETTFILTER");
}

bool read_all_filters(Netlink& netlink, unsigned interface, Filters& filters,
                      bpfload_error& error) {
  return read_filters(netlink, interface, kIngress, filters, error) &&
         read_filters(netlink, interface, kEgress, filters, error);
}

// What one finds out and then does about disciplines is not disturbed by others of us in this
// network namespace while this is open.
Fd lock_namespace() {
  Fd space(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
  while (space.valid() && flock(space.get(), LOCK_EX) != 0 && errno == EINTR) continue;
  return space;
}

uint64_t network_namespace() {
  struct stat status;
  return stat("/proc/self/ns/net", &status) == 0 ? status.st_ino : 0;
}

TcRequest clsact_request(uint16_t type, uint16_t flags, unsigned interface) {
  tcmsg message = header(interface, TC_H_CLSACT);
  message.tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0);
  TcRequest request(type, flags, message);
  request.add(TCA_KIND, "clsact");
  return request;
}

void remove_clsact(Netlink& netlink, unsigned interface) {
  TcRequest request = clsact_request(RTM_DELQDISC, 0, interface);
  bpfload_error ignored;
  netlink.request(request, ignored);
}

// Fails if what is in clsact's place is the older ingress, which takes filters of both directions
// for its own.
bool require_clsact(Netlink& netlink, unsigned interface, bpfload_error& error) {
  struct Search {
    unsigned interface;
    bool found;
  } search = {interface, false};
  // The disciplines of all interfaces: asked for one, kernels acknowledge and don't answer.
  TcRequest request(RTM_GETQDISC, NLM_F_DUMP, header(interface, TC_H_CLSACT));
  const auto each = [](void* context, const TcMessage& message) {
    Search& sought = *static_cast<Search*>(context);
    sought.found |= static_cast<unsigned>(message.header.tcm_ifindex) == sought.interface &&
                    message.header.tcm_parent == TC_H_CLSACT &&
                    text(find_attribute(message.attributes, TCA_KIND)) == "clsact";
    return true;
  };
  if (!netlink.request(request, each, &search, error)) return add_context(error, "RTM_GETQDISC");
  return search.found || fail(error, "has qdisc ingress, which has to be clsact");
}

// A discipline that a filter can go to.
struct Clsact {
  bool made = false;           // right now
  bool own = false;            // now or before, for filters of ours
  uint32_t last_priority = 0;  // of what is in it
};

bool make_clsact(Netlink& netlink, unsigned interface, Clsact& clsact, bpfload_error& error) {
  TcRequest request = clsact_request(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, interface);
  clsact.made = clsact.own = netlink.request(request, error);
  if (clsact.made) return true;
  if (errno != EEXIST) return add_context(error, "RTM_NEWQDISC of clsact");
  Filters filters;
  if (!require_clsact(netlink, interface, error) ||
      !read_all_filters(netlink, interface, filters, error)) {
    return false;
  }
  for (const Filter& filter : filters) {
    clsact.own |= filter.in_own;
    const uint32_t priority = TC_H_MAJ(filter.info) >> 16;
    if (priority > clsact.last_priority) clsact.last_priority = priority;
  }
  return true;
}

bool make_filter(Netlink& netlink, const Attempt& attempt, unsigned interface, uint32_t parent,
                 const Clsact& clsact, bpfload_error& error) {
  // Behind what is there, as with links, and behind what people give a small number.
  uint32_t priority = clsact.last_priority + 1;
  if (priority < kFirstPriority) priority = kFirstPriority;
  if (priority > UINT16_MAX) return fail(error, "has a filter with the last priority");
  tcmsg message = header(interface, parent);
  message.tcm_info = TC_H_MAKE(priority << 16, htons(ETH_P_ALL));
  TcRequest request(RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL, message);
  request.add(TCA_KIND, "bpf");
  char name[128];
  snprintf(name, sizeof name, "%s%.100s", clsact.own ? kNameInOwn : kName, attempt.name);
  const size_t options = request.begin(TCA_OPTIONS);
  request.add(TCA_BPF_FD, static_cast<uint32_t>(attempt.program));
  request.add(TCA_BPF_NAME, name);
  request.add(TCA_BPF_FLAGS, uint32_t{TCA_BPF_FLAG_ACT_DIRECT});
  request.end(options);
  return netlink.request(request, error) || add_context(error, "RTM_NEWTFILTER");
}

// Of one direction. `own`: whether any of them was in a discipline of ours.
bool remove_filters(Netlink& netlink, uint32_t program_id, unsigned interface, uint32_t parent,
                    bool& own, bpfload_error& error) {
  Filters filters;
  if (!read_filters(netlink, interface, parent, filters, error)) return false;
  for (const Filter& filter : filters) {
    if (!filter.made_here || filter.program_id != program_id) continue;
    tcmsg message = header(interface, parent);
    message.tcm_info = filter.info;
    message.tcm_handle = filter.handle;
    TcRequest request(RTM_DELTFILTER, 0, message);
    request.add(TCA_KIND, "bpf");
    // Somebody else may have been faster.
    if (!netlink.request(request, error) && errno != ENOENT) {
      return add_context(error, "RTM_DELTFILTER");
    }
    own |= filter.in_own;
  }
  return true;
}

bool detach_from_interface(Netlink& netlink, uint32_t program_id, unsigned interface,
                           bpfload_error& error) {
  bool own = false;
  for (const uint32_t parent : {kIngress, kEgress}) {
    if (!remove_filters(netlink, program_id, interface, parent, own, error)) return false;
  }
  if (!own) return true;
  Filters left;
  if (!read_all_filters(netlink, interface, left, error)) return false;
  if (left.empty()) remove_clsact(netlink, interface);
  return true;
}

// On one interface, or with 0 on all of this process's network namespace.
bool detach_filters(int program, unsigned interface, bpfload_error& error) {
  bpf_prog_info info = {};
  if (object_info(program, &info, sizeof info) != 0) {
    return fail(error, "BPF_OBJ_GET_INFO_BY_FD: %m");
  }
  Netlink netlink;
  if (!netlink.open(error)) return false;
  const Fd lock = lock_namespace();
  if (interface != 0) return detach_from_interface(netlink, info.id, interface, error);
  struct if_nameindex* interfaces = if_nameindex();
  if (interfaces == nullptr) return fail(error, "if_nameindex: %m");
  bool done = true;
  for (const struct if_nameindex* one = interfaces; done && one->if_index != 0; one++) {
    done = detach_from_interface(netlink, info.id, one->if_index, error) ||
           add_context(error, "interface %s", one->if_name);
  }
  if_freenameindex(interfaces);
  return done;
}

bool attach_filter(const Attempt& attempt, unsigned interface, uint32_t parent, Link& link,
                   bpfload_error& error) {
  Netlink netlink;
  if (!netlink.open(error)) return false;
  const Fd lock = lock_namespace();
  Clsact clsact;
  if (!make_clsact(netlink, interface, clsact, error)) return false;
  if (!make_filter(netlink, attempt, interface, parent, clsact, error)) {
    if (clsact.made) remove_clsact(netlink, interface);
    return false;
  }
  link.is_link = false;
  link.program = attempt.program;
  link.interface = interface;
  link.network = network_namespace();
  link.detach = [](const Link& attached) {
    bpfload_error ignored;
    detach_filters(attached.program, attached.interface, ignored);
  };
  return true;
}

uint32_t parent_of(uint32_t attach_type) {
  return attach_type == kTcxIngress ? kIngress : kEgress;
}

}  // namespace

bool attach_tc(const Attempt& attempt, Link& link, bpfload_error& error) {
  unsigned interface;
  if (!find_interface(attempt.target, interface, error)) return false;
  link.fd = new_link(attempt.program, static_cast<int>(interface), attempt.variant);
  if (link.fd >= 0) return true;
  // A kernel without TCX knows no such attach type.
  if (errno != EINVAL) return fail(error, "BPF_LINK_CREATE: %m");
  return attach_filter(attempt, interface, parent_of(attempt.variant), link, error);
}

bool attach_clsact(const Attempt& attempt, Link& link, bpfload_error& error) {
  unsigned interface;
  return find_interface(attempt.target, interface, error) &&
         attach_filter(attempt, interface, parent_of(attempt.variant), link, error);
}

bool attach_netkit(const Attempt& attempt, Link& link, bpfload_error& error) {
  unsigned interface;
  return find_interface(attempt.target, interface, error) &&
         create_link(attempt.program, static_cast<int>(interface), attempt.variant, link, error);
}

bool is_filter_pin(const char* name) {
  return strncmp(name, kFilterPin, strlen(kFilterPin)) == 0;
}

bool detach_filter_pin(const char* name, int program, bpfload_error& error) {
  const char* network = name;
  for (const char* at = name; (at = strstr(at, kFilterNetwork)) != nullptr; at++) network = at;
  const uint64_t here = network_namespace();
  if (network == name || strtoull(network + strlen(kFilterNetwork), nullptr, 10) != here) {
    return fail(error, "its filter is in another network namespace than this one, which is %llu",
                static_cast<unsigned long long>(here));
  }
  return detach_filters(program, 0, error);
}

}  // namespace loader
