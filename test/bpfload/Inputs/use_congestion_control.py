"""Sends a million bytes over the loopback interface by each of the congestion controls."""
import socket
import sys
import threading

SIZE = 1000000
for name in sys.argv[1:]:
    listener = socket.socket()
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, name.encode())
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    sender = socket.socket()
    sender.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, name.encode())
    sender.connect(listener.getsockname())
    receiver, _ = listener.accept()
    used = sender.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16).split(b"\0")[0]
    thread = threading.Thread(target=lambda: (sender.sendall(bytes(SIZE)), sender.close()))
    thread.start()
    arrived = 0
    while data := receiver.recv(65536):
        arrived += len(data)
    thread.join()
    receiver.close()
    listener.close()
    print(f"{used.decode()}: {arrived} bytes arrived")
