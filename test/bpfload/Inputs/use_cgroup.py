"""Does one of everything that programs of a cgroup are called for."""
import socket

AT = ("127.0.0.1", 7)

receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(AT)
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.sendto(b"hello", AT)
receiver.recvfrom(5)
sender.close()

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
listener.bind(AT)
listener.listen()
client = socket.socket()
client.connect(AT)
client.getpeername()
client.getsockname()
client.close()

open("/proc/sys/net/ipv4/ip_forward").read()
open("/dev/null").close()
