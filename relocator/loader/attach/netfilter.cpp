// Netfilter hooks, by a link (Linux 6.4).
#include <linux/bpf.h>
#include <linux/netfilter.h>

#include <cctype>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "attach/kinds.h"
#include "attach/newer.h"
#include "bpf_syscall.h"

namespace loader {
namespace {

// link_create.netfilter of union bpf_attr, which linux/bpf.h may be too old for.
struct NetfilterAttr {
  uint32_t family;
  uint32_t hook;
  int32_t priority;
  uint32_t flags;
};
constexpr size_t kNetfilterAttr = offsetof(bpf_attr, link_create.flags) + sizeof(uint32_t);
constexpr uint32_t kDefragment = 1;  // BPF_F_NETFILTER_IP_DEFRAG

struct Word {
  const char* name;
  uint32_t value;
};
constexpr Word kFamilies[] = {{"ipv4", NFPROTO_IPV4}, {"ipv6", NFPROTO_IPV6}};
constexpr Word kHooks[] = {{"prerouting", NF_INET_PRE_ROUTING},
                           {"input", NF_INET_LOCAL_IN},
                           {"forward", NF_INET_FORWARD},
                           {"output", NF_INET_LOCAL_OUT},
                           {"postrouting", NF_INET_POST_ROUTING}};

// The value of the word that `text` begins with, up to a '/', which is stepped over.
template <size_t kCount>
bool read_word(const char*& text, const Word (&words)[kCount], uint32_t& value) {
  for (const Word& word : words) {
    const size_t size = strlen(word.name);
    if (strncmp(text, word.name, size) != 0 || text[size] != '/') continue;
    text += size + 1;
    value = word.value;
    return true;
  }
  return false;
}

bool read_target(const char* text, NetfilterAttr& attr) {
  if (!read_word(text, kFamilies, attr.family) || !read_word(text, kHooks, attr.hook)) return false;
  char* end;
  errno = 0;
  const long priority = strtol(text, &end, 10);
  if (end == text || isspace(static_cast<unsigned char>(*text)) != 0 || errno != 0 ||
      priority < INT32_MIN || priority > INT32_MAX) {
    return false;
  }
  attr.priority = static_cast<int32_t>(priority);
  attr.flags = strcmp(end, "/defrag") == 0 ? kDefragment : 0;
  return *end == '\0' || attr.flags != 0;
}

}  // namespace

bool attach_netfilter(const Attempt& attempt, Link& link, bpfload_error& error) {
  NetfilterAttr wanted = {};
  if (!read_target(attempt.target, wanted)) {
    return fail(error,
                "expected ipv4 or ipv6, prerouting, input, forward, output or postrouting, a "
                "priority and perhaps 'defrag', such as ipv4/input/-10");
  }
  bpf_attr attr = empty_attr();
  attr.link_create.prog_fd = static_cast<uint32_t>(attempt.program);
  attr.link_create.attach_type = kNetfilter;
  memcpy(reinterpret_cast<std::byte*>(&attr) + kNetfilterAttr, &wanted, sizeof wanted);
  link.fd = bpf(BPF_LINK_CREATE, attr);
  if (link.fd >= 0) return true;
  fail(error, "BPF_LINK_CREATE: %m");
  if (errno == EBUSY) return add_context(error, "priority %d is taken", wanted.priority);
  return false;
}

}  // namespace loader
