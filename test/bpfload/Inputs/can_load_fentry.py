"""Exit status 0 if this kernel loads fentry programs; otherwise 1 and the reason.

Kernels without ftrace's direct calls don't, and some hypervisors' kernels forbid it. The system call
is made here, so that a loader that can't do it doesn't pass for a kernel that can't.
"""
import ctypes
import os
import platform
import struct
import sys

from image import EXIT, TRACE_FENTRY, TRACING, btf_id, mov

number = {"x86_64": 321, "aarch64": 280, "s390x": 351, "riscv64": 280}[platform.machine()]
insns = ctypes.create_string_buffer(mov(0, 0) + EXIT)
license = ctypes.create_string_buffer(b"GPL")
attr = struct.pack("<IIQQ12xI", TRACING, 2, ctypes.addressof(insns), ctypes.addressof(license), 0)
attr = attr.ljust(68, b"\0") + struct.pack("<I", TRACE_FENTRY)
attr = attr.ljust(108, b"\0") + struct.pack("<I", btf_id("FUNC", "security_file_open"))
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(number, 5, attr.ljust(144, b"\0"), 144) < 0:
    sys.exit("fentry: " + os.strerror(ctypes.get_errno()))
