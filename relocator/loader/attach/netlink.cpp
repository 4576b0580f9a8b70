#include "attach/netlink.h"

#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdio>

namespace loader {
namespace {

constexpr uint16_t kNestedBits = NLA_F_NESTED | NLA_F_NET_BYTEORDER;

// The first `size` bytes of what is left, which then begins behind them and their padding.
Bytes take(Bytes& left, size_t size) {
  const Bytes taken = left.first(size);
  const size_t padded = NLMSG_ALIGN(size);
  left = left.subspan(padded < left.size() ? padded : left.size());
  return taken;
}

// Fails with the error that the message tells, and with the kernel's words for it if it has any.
bool fail_as_told(Bytes content, const nlmsghdr& header, bpfload_error& error) {
  nlmsgerr told;
  if (content.size() < sizeof told) return fail(error, "netlink: the answer is cut off");
  memcpy(&told, content.data(), sizeof told);
  if (told.error == 0) return true;
  // Behind the error is the request, or its header alone, and then attributes.
  Bytes attributes = content.subspan(sizeof told);
  if ((header.nlmsg_flags & NLM_F_CAPPED) == 0) {
    const size_t request = NLMSG_ALIGN(told.msg.nlmsg_len) - sizeof told.msg;
    attributes = attributes.subspan(request < attributes.size() ? request : attributes.size());
  }
  const Bytes words = (header.nlmsg_flags & NLM_F_ACK_TLVS) == 0
                          ? Bytes()
                          : find_attribute(attributes, NLMSGERR_ATTR_MSG);
  errno = -told.error;
  fail(error, "%m");
  if (!words.empty()) {
    fail(error, "%m: %.*s", static_cast<int>(words.size()),
         reinterpret_cast<const char*>(words.data()));
  }
  errno = -told.error;
  return false;
}

}  // namespace

Bytes find_attribute(Bytes attributes, uint16_t type) {
  while (attributes.size() >= sizeof(nlattr)) {
    nlattr header;
    memcpy(&header, attributes.data(), sizeof header);
    if (header.nla_len < sizeof header || header.nla_len > attributes.size()) break;
    const Bytes whole = take(attributes, header.nla_len);
    if ((header.nla_type & ~kNestedBits) == type) return whole.subspan(sizeof header);
  }
  return {};
}

TcRequest::TcRequest(uint16_t type, uint16_t flags, const tcmsg& header) {
  nlmsghdr start = {};
  start.nlmsg_type = type;
  start.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
  memcpy(bytes_, &start, sizeof start);
  memcpy(bytes_ + sizeof start, &header, sizeof header);
  size_ = sizeof start + sizeof header;
}

void TcRequest::add(uint16_t type, const void* content, size_t size) {
  const nlattr header = {static_cast<uint16_t>(sizeof(nlattr) + size), type};
  memcpy(bytes_ + size_, &header, sizeof header);
  memcpy(bytes_ + size_ + sizeof header, content, size);
  size_ += NLA_ALIGN(header.nla_len);
}

size_t TcRequest::begin(uint16_t type) {
  const size_t begun = size_;
  add(type, "", 0);
  return begun;
}

void TcRequest::end(size_t begun) {
  nlattr header;
  memcpy(&header, bytes_ + begun, sizeof header);
  header.nla_len = static_cast<uint16_t>(size_ - begun);
  memcpy(bytes_ + begun, &header, sizeof header);
}

bool Netlink::open(bpfload_error& error) {
  socket_ = Fd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!socket_.valid()) return fail(error, "socket(AF_NETLINK): %m");
  // The kernel's words for an error, which it has for most since Linux 4.12.
  const int yes = 1;
  setsockopt(socket_.get(), SOL_NETLINK, NETLINK_EXT_ACK, &yes, sizeof yes);
  return true;
}

bool Netlink::request(TcRequest& request, bool (*each)(void*, const TcMessage&), void* context,
                      bpfload_error& error) {
  nlmsghdr start;
  memcpy(&start, request.bytes_, sizeof start);
  start.nlmsg_len = static_cast<uint32_t>(request.size_);
  start.nlmsg_seq = ++sequence_;
  memcpy(request.bytes_, &start, sizeof start);
  if (send(socket_.get(), request.bytes_, request.size_, 0) < 0) {
    return fail(error, "netlink: send: %m");
  }
  alignas(nlmsghdr) std::byte room[32768];  // the kernel's messages are no longer
  for (;;) {
    const ssize_t size = recv(socket_.get(), room, sizeof room, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return fail(error, "netlink: recv: %m");
    for (Bytes left(room, static_cast<size_t>(size)); left.size() >= sizeof(nlmsghdr);) {
      nlmsghdr header;
      memcpy(&header, left.data(), sizeof header);
      if (header.nlmsg_len < sizeof header || header.nlmsg_len > left.size()) {
        return fail(error, "netlink: a message of %u bytes in %zu", header.nlmsg_len, left.size());
      }
      const Bytes content = take(left, header.nlmsg_len).subspan(sizeof header);
      if (header.nlmsg_seq != sequence_) continue;
      if (header.nlmsg_type == NLMSG_DONE) return true;
      if (header.nlmsg_type == NLMSG_ERROR) return fail_as_told(content, header, error);
      TcMessage message;
      if (each == nullptr || content.size() < sizeof message.header) continue;
      memcpy(&message.header, content.data(), sizeof message.header);
      message.attributes = content.subspan(sizeof message.header);
      if (!each(context, message)) return fail(error, "%m");
    }
  }
}

}  // namespace loader
