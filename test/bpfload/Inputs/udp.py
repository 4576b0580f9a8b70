"""udp.py ADDRESS PORT: sends one packet there from port 9."""
import socket
import sys

sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
sender.bind(("", 9))
sender.sendto(b"hello", (sys.argv[1], int(sys.argv[2])))
