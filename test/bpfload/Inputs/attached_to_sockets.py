"""attached_to_sockets.py PIN COUNT: how many verdict programs a pinned sockmap has (BPF_PROG_QUERY,
since Linux 5.17) has to be COUNT."""
import ctypes
import platform
import struct
import sys

SYS_BPF = {"x86_64": 321, "aarch64": 280, "riscv64": 280, "s390x": 351}[platform.machine()]
BPF_OBJ_GET, BPF_PROG_QUERY, BPF_SK_SKB_VERDICT = 7, 16, 38
libc = ctypes.CDLL(None, use_errno=True)


def bpf(command, attr):
    room = ctypes.create_string_buffer(attr.ljust(64, b"\0"))
    result = libc.syscall(SYS_BPF, command, room, 64)
    if result < 0:
        sys.exit(f"bpf({command}): errno {ctypes.get_errno()}")
    return result, room.raw


path = ctypes.create_string_buffer(sys.argv[1].encode())
map_fd, _ = bpf(BPF_OBJ_GET, struct.pack("Q", ctypes.addressof(path)))
ids = (ctypes.c_uint32 * 4)()
attr = struct.pack("IIIIQI", map_fd, BPF_SK_SKB_VERDICT, 0, 0, ctypes.addressof(ids), len(ids))
_, after = bpf(BPF_PROG_QUERY, attr)
count = struct.unpack_from("I", after, 24)[0]
if count != int(sys.argv[2]):
    sys.exit(f"{count} programs, expected {sys.argv[2]}")
