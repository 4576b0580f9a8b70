"""Has two packet sockets share the packets of lo by a hash of their flows, and sends one."""
import socket
import struct

SOL_PACKET, PACKET_FANOUT, PACKET_FANOUT_HASH = 263, 18, 0
sharing = []
for _ in range(2):
    each = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    each.bind(("lo", 3))
    each.setsockopt(SOL_PACKET, PACKET_FANOUT, 1 | PACKET_FANOUT_HASH << 16)
    sharing.append(each)
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", ("127.0.0.1", 7))
