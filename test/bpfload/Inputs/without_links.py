"""without_links.py COMMAND...: runs it as if the kernel refused each BPF_LINK_CREATE with EINVAL,
which is what a kernel does that knows no links of a program's type."""
import ctypes
import os
import platform
import struct
import sys

SYS_BPF = {"x86_64": 321, "aarch64": 280, "riscv64": 280, "s390x": 351}[platform.machine()]
BPF_LINK_CREATE, EINVAL = 28, 22
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, ERRNO = 0x7FFF0000, 0x00050000

# struct sock_filter on struct seccomp_data: the number of the call, the low half of its first argument.
low = 16 if sys.byteorder == "little" else 20
steps = b"".join(struct.pack("HBBI", *step) for step in [
    (0x20, 0, 0, 0), (0x15, 0, 3, SYS_BPF), (0x20, 0, 0, low), (0x15, 0, 1, BPF_LINK_CREATE),
    (0x06, 0, 0, ERRNO | EINVAL), (0x06, 0, 0, ALLOW)])
room = ctypes.create_string_buffer(steps)
program = struct.pack("HxxxxxxP", len(steps) // 8, ctypes.addressof(room))
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.create_string_buffer(program)):
    sys.exit("prctl: " + os.strerror(ctypes.get_errno()))
os.execvp(sys.argv[1], sys.argv[1:])
