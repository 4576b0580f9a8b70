// A socket filter sees an interface's packets on a packet socket that is held for it. Sockets of
// the user's own are given the program's descriptor by setsockopt(SO_ATTACH_BPF).
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include "attach/interface.h"
#include "attach/kinds.h"

namespace loader {

bool attach_socket_filter(const Attempt& attempt, Link& link, bpfload_error& error) {
  unsigned index;
  if (!find_interface(attempt.target, index, error)) return false;
  // Protocol 0 gets no packets until the filter is there.
  Fd packets(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
  if (!packets.valid()) return fail(error, "socket(AF_PACKET): %m");
  // Nobody reads what it accepts; the least room there can be for that.
  const int room = 1;
  if (setsockopt(packets.get(), SOL_SOCKET, SO_RCVBUF, &room, sizeof room) != 0 ||
      setsockopt(packets.get(), SOL_SOCKET, SO_ATTACH_BPF, &attempt.program,
                 sizeof attempt.program) != 0) {
    return fail(error, "setsockopt(SO_ATTACH_BPF): %m");
  }
  sockaddr_ll address = {};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(index);
  if (bind(packets.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return fail(error, "bind: %m");
  }
  link.fd = packets.take();
  link.is_link = false;
  return true;
}

}  // namespace loader
