"""Sends 5 bytes over a connection to itself."""
import socket
import time

listener = socket.create_server(("127.0.0.1", 7))
client = socket.create_connection(("127.0.0.1", 7))
server, _ = listener.accept()
client.sendall(b"hello")
print("received", len(server.recv(100)), "bytes")
