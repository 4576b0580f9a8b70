"""Programs of type kprobe that read their registers."""
import platform

from image import *

# Bytes in struct pt_regs.
FIRST_ARGUMENT, RESULT = {"x86_64": (112, 80), "aarch64": (0, 0), "s390x": (40, 40),
                          "riscv64": (80, 80)}[platform.machine()]


def reports(name, number, register, **where):
    """Writes a register's value and `number` to ring buffer 0."""
    return program(name, KPROBE, [
        insn(0x79, 6, 1, register), add(6, number), store_reg32(10, -4, 6), map_ref(1, 0),
        mov_reg(2, 10), add(2, -4), mov(3, 4), mov(4, 0), call(RINGBUF_OUTPUT), mov(0, 0), EXIT],
        **where)
