"""Writes images by hand, so that the loader's tests don't need bpfreloc.

A test is itself a Python script that calls write(); its instructions come from the functions below.
Nothing here checks what it writes: a test that wants a wrong plan says so.
"""
import ctypes
import os
import re
import struct
import subprocess
import sys

OPTIONAL = 1
TARGET, LICENSE, BTF, MAP, PROGRAM, MODULE, SYMBOL = 1, 2, 3, 4, 5, 6, 7
TARGET_RELEASE, TARGET_BUILD_ID, TARGET_BTF_HASH = 16, 17, 18
NAME = 32
VARIABLE_ATTR = 80
MAP_ATTR, MAP_DATA, MAP_MAPS, MAP_PROGRAMS, MAP_VARIABLE, MAP_DATA_AT = 48, 49, 50, 51, 52, 53
PROGRAM_ATTR, PROGRAM_SECTION, PROGRAM_INSNS = 64, 65, 66
PROGRAM_FUNC_INFO, PROGRAM_LINE_INFO, PROGRAM_ATTACH, PROGRAM_PATCHES = 67, 68, 69, 70

# enum bpf_map_type, bpf_prog_type, bpf_attach_type
HASH, ARRAY, PROG_ARRAY, PERF_EVENT_ARRAY, PERCPU_HASH, PERCPU_ARRAY = 1, 2, 3, 4, 5, 6
LRU_HASH, ARRAY_OF_MAPS, HASH_OF_MAPS, RINGBUF, USER_RINGBUF, ARENA = 9, 12, 13, 27, 31, 33
SOCKET_FILTER, KPROBE, TRACEPOINT, XDP, RAW_TRACEPOINT, TRACING, LSM, SYSCALL = 1, 2, 5, 6, 17, 26, 29, 31
TRACE_RAW_TP, TRACE_FENTRY, TRACE_FEXIT, MODIFY_RETURN, LSM_MAC = 23, 24, 25, 26, 27

BIG_ENDIAN = False


def pack(fields, *values):
    return struct.pack((">" if BIG_ENDIAN else "<") + fields, *values)


def record(kind, payload, flags=0):
    return pack("HHI", kind, flags, len(payload)) + payload + bytes(-len(payload) % 8)


def string(kind, text):
    return record(kind, text.encode() + b"\0")


def running_build_id():
    """The descriptor of the GNU build id note."""
    notes = open("/sys/kernel/notes", "rb").read()
    at = notes.index(struct.pack("<III", 4, 20, 3) + b"GNU\0") + 16
    return notes[at : at + 20]


def target(release="by-hand", build_id=None, btf_hash=0):
    inside = string(TARGET_RELEASE, release)
    if build_id is not None:
        inside += record(TARGET_BUILD_ID, build_id)
    return record(TARGET, inside + record(TARGET_BTF_HASH, pack("Q", btf_hash)))


def this_kernel():
    return target(os.uname().release, running_build_id())


def map_(name, kind, key=4, value=4, entries=1, flags=0, data=None, freeze=False, pinning=0,
         inner=0, key_type=0, value_type=0, maps=None, programs=None, variables=None, data_at=None, extra=0):
    inside = string(NAME, name)
    inside += record(MAP_ATTR, pack("8IQ4I", kind, key, value, entries, flags, key_type,
                                    value_type, int(freeze), extra, pinning, inner, 0, 0))
    if data is not None:
        inside += record(MAP_DATA, data)
    if data_at is not None:
        inside += record(MAP_DATA_AT, pack("Q", data_at))
    for kind, slots in ((MAP_MAPS, maps), (MAP_PROGRAMS, programs)):
        if slots is not None:
            inside += record(kind, b"".join(pack("II", *slot) for slot in slots.items()))
    for variable, attr in (variables or {}).items():
        inside += record(MAP_VARIABLE, string(NAME, variable) +
                         record(VARIABLE_ATTR, pack("4I", *attr, 0)), OPTIONAL)
    return record(MAP, inside)


def program(name, kind, insns, attach_type=0, btf_id=0, section="test", attach=None, module=0,
            flags=0, extra=b""):
    inside = string(NAME, name)
    inside += record(PROGRAM_ATTR, pack("8I", kind, attach_type, flags, btf_id, module, 0, 0, 0))
    inside += string(PROGRAM_SECTION, section)
    inside += record(PROGRAM_INSNS, b"".join(insns))
    if attach is not None:
        inside += string(PROGRAM_ATTACH, attach)
    return record(PROGRAM, inside + extra)



PATCH_SYMBOL, PATCH_MODULE, PATCH_MAP = 1, 2, 3
PATCH_WEAK = 1


def patches(*all_of_them):
    """For `extra` of a program; each is an instruction, a kind, flags and an index."""
    return record(PROGRAM_PATCHES, b"".join(pack("IHHII", *one, 0) for one in all_of_them))


def plan(*records, magic=0x4E4C5042, version=1, where=None, license="GPL"):
    """A plan for the running kernel, unless `where` is another target."""
    body = (this_kernel() if where is None else where) + string(LICENSE, license) + b"".join(records)
    return pack("IHHII", magic, version, 16, 16 + len(body), 0) + body


def elf(section, name=".btfkit.plan", machine=247, kind=1):
    """An ELF64 file with that section and the names of sections."""
    names = b"\0.shstrtab\0" + name.encode() + b"\0"
    names_at = 64
    section_at = names_at + len(names)
    headers_at = section_at + len(section)
    ident = b"\x7fELF" + bytes([2, 2 if BIG_ENDIAN else 1, 1]) + bytes(9)
    header = ident + pack("HHIQQQIHHHHHH", 1, machine, 1, 0, 0, headers_at, 0, 64, 0, 0, 64, 3, 1)

    def shdr(name, kind, at, size):
        return pack("IIQQQQIIQQ", name, kind, 0, 0, at, size, 0, 0, 1, 0)

    headers = bytes(64) + shdr(1, 3, names_at, len(names)) + shdr(11, kind, section_at, len(section))
    return header + names + section + headers


def write(content):
    """Writes what is the content of a plan section, as an image, to the script's argument."""
    write_file(elf(content))


def write_file(content, path=None):
    with open(path or sys.argv[1], "wb") as out:
        out.write(content)


# Instructions.


def insn(code, dst=0, src=0, off=0, imm=0):
    return struct.pack("<BBhi", code, src << 4 | dst, off, ctypes.c_int32(imm).value)


def mov(dst, imm):
    return insn(0xB7, dst, imm=imm)


def mov_reg(dst, src):
    return insn(0xBF, dst, src)


def add(dst, imm):
    return insn(0x07, dst, imm=imm)


def load32(dst, src, off=0):
    return insn(0x61, dst, src, off)


def store32(dst, off, imm):
    return insn(0x62, dst, 0, off, imm)


def store_reg32(dst, off, src):
    return insn(0x63, dst, src, off)


def store_reg64(dst, off, src):
    return insn(0x7B, dst, src, off)


def jump_if_zero(dst, off):
    return insn(0x15, dst, 0, off)


def map_ref(dst, index):
    """The map itself, by its index in the plan."""
    return insn(0x18, dst, 5, imm=index) + insn(0)


def map_value(dst, index, off=0):
    """The address of the only value of an array."""
    return insn(0x18, dst, 6, imm=index) + insn(0, imm=off)


MAP_LOOKUP, MAP_UPDATE, GET_PID_TGID, RINGBUF_OUTPUT = 1, 2, 14, 130


def call(helper):
    return insn(0x85, imm=helper)


EXIT = insn(0x95)


def ringbuf_output(index, word):
    """Writes 4 bytes to ring buffer `index`."""
    return [store32(10, -4, word), map_ref(1, index), mov_reg(2, 10), add(2, -4), mov(3, 4),
            mov(4, 0), call(RINGBUF_OUTPUT)]


def btf_id(kind, name, file="/sys/kernel/btf/vmlinux"):
    """The id of a type of the running kernel, or of a file, as bpftool sees it."""
    dump = subprocess.run(["bpftool", "btf", "dump", "file", file],
                          capture_output=True, text=True, check=True).stdout
    return int(re.search(rf"^\[(\d+)\] {kind} '{name}'", dump, re.M).group(1))


def xxh64(data):
    """XXH64 with seed 0, from its description."""
    m = (1 << 64) - 1
    p1, p2, p3, p4, p5 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9,
                          0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)

    def rotl(x, r):
        return (x << r | x >> (64 - r)) & m

    def rnd(acc, lane):
        return rotl((acc + lane * p2) & m, 31) * p1 & m

    at = 0
    if len(data) >= 32:
        v = [(p1 + p2) & m, p2, 0, -p1 & m]
        whole = len(data) // 32 * 32
        for a, b, c, d in struct.iter_unpack("<4Q", data[:whole]):
            v = [rnd(v[0], a), rnd(v[1], b), rnd(v[2], c), rnd(v[3], d)]
        acc = sum(rotl(x, r) for x, r in zip(v, (1, 7, 12, 18))) & m
        for x in v:
            acc = ((acc ^ rnd(0, x)) * p1 + p4) & m
        at = whole
    else:
        acc = p5
    acc = (acc + len(data)) & m
    while len(data) - at >= 8:
        acc = (rotl(acc ^ rnd(0, int.from_bytes(data[at : at + 8], "little")), 27) * p1 + p4) & m
        at += 8
    if len(data) - at >= 4:
        acc = (rotl(acc ^ int.from_bytes(data[at : at + 4], "little") * p1 & m, 23) * p2 + p3) & m
        at += 4
    for byte in data[at:]:
        acc = rotl(acc ^ byte * p5 & m, 11) * p1 & m
    acc = (acc ^ acc >> 33) * p2 & m
    acc = (acc ^ acc >> 29) * p3 & m
    return acc ^ acc >> 32
