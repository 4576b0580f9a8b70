// rtnetlink by hand: requests with attributes, acknowledgements, dumps.
// include/uapi/linux/netlink.h and rtnetlink.h describe the messages.
#pragma once

#include <linux/rtnetlink.h>

#include "error.h"
#include "fd.h"

namespace loader {

// The content of the attribute of that type in a row of attributes; empty if there is none.
Bytes find_attribute(Bytes attributes, uint16_t type);

// A request about queueing disciplines and filters, which attributes are added to.
class TcRequest {
 public:
  TcRequest(uint16_t type, uint16_t flags, const tcmsg& header);

  void add(uint16_t type, const void* content, size_t size);
  void add(uint16_t type, uint32_t number) { add(type, &number, sizeof number); }
  void add(uint16_t type, const char* text) { add(type, text, strlen(text) + 1); }
  // What is added until end() is inside this one; gives what end() takes.
  size_t begin(uint16_t type);
  void end(size_t begun);

 private:
  friend class Netlink;

  alignas(nlmsghdr) std::byte bytes_[512] = {};
  size_t size_ = 0;
};

// One message of an answer.
struct TcMessage {
  tcmsg header;
  Bytes attributes;
};

class Netlink {
 public:
  bool open(bpfload_error& error);

  // Sends and waits until it is done. `each` gets the messages of an answer. On failure errno is
  // set and the text has the kernel's reason.
  bool request(TcRequest& request, bool (*each)(void* context, const TcMessage& message),
               void* context, bpfload_error& error);
  bool request(TcRequest& request, bpfload_error& error) {
    return this->request(request, nullptr, nullptr, error);
  }

 private:
  Fd socket_;
  uint32_t sequence_ = 0;
};

}  // namespace loader
