#!/usr/bin/env python3
"""btf_load.py FILE.o: the kernel accepts the object's .BTF as it is.

Loads it with BPF_BTF_LOAD and prints the kernel's log if it refuses. What loaders settle is settled
first: DATASECs get their sizes and offsets from the ELF file, functions that are declared only
become global and their parameters get names.
"""
import ctypes
import os
import struct
import sys

BPF_BTF_LOAD = 18
SYSCALLS = {"x86_64": 321, "aarch64": 280}
FUNC = 12
DATASEC = 15
GLOBAL, EXTERN = 1, 2
SHT_SYMTAB = 2


def sections(elf):
    (offset,) = struct.unpack_from("<Q", elf, 0x28)
    entry, count, names = struct.unpack_from("<HHH", elf, 0x3A)
    headers = [struct.unpack_from("<IIQQQQIIQQ", elf, offset + i * entry) for i in range(count)]
    strings = headers[names]

    def name(header):
        start = strings[4] + header[0]
        return elf[start : elf.index(b"\0", start)].decode()

    return [(name(h), h) for h in headers]


def symbols(elf, headers):
    found = {}
    for _, header in headers:
        if header[1] != SHT_SYMTAB:
            continue
        strings = headers[header[6]][1][4]
        for at in range(header[4], header[4] + header[5], 24):
            name, _, _, section, value, _ = struct.unpack_from("<IBBHQQ", elf, at)
            start = strings + name
            found[elf[start : elf.index(b"\0", start)].decode()] = value
    return found


def settle(btf, headers, values):
    (_, _, _, header, type_off, type_len, str_off, _) = struct.unpack_from("<HBBIIIII", btf)
    strings = header + str_off

    def string(offset):
        return btf[strings + offset : btf.index(b"\0", strings + offset)].decode()

    sizes = {name: h[5] for name, h in headers}
    extra = {1: 4, 3: 12, 14: 4, 17: 4}
    per_member = {4: 12, 5: 12, 6: 8, 13: 8, 15: 12, 19: 12}
    names = [""]
    at, end = header + type_off, header + type_off + type_len
    places = [0]
    datasecs = []
    externs = []
    while at < end:
        name, info, _ = struct.unpack_from("<III", btf, at)
        kind, count = info >> 24 & 0x1F, info & 0xFFFF
        names.append(string(name))
        places.append(at)
        if kind == FUNC and count == EXTERN:
            externs.append(at)
        if kind == DATASEC:
            datasecs.append((at, count))
        at += 12 + extra.get(kind, 0) + per_member.get(kind, 0) * count
    for at in externs:
        name, _, proto = struct.unpack_from("<III", btf, at)
        struct.pack_into("<I", btf, at + 4, FUNC << 24 | GLOBAL)
        at = places[proto]
        for i in range(struct.unpack_from("<I", btf, at + 4)[0] & 0xFFFF):
            param, kind = struct.unpack_from("<II", btf, at + 12 + i * 8)
            if kind != 0 and param == 0:
                struct.pack_into("<I", btf, at + 12 + i * 8, name)
    for at, count in datasecs:
        section = string(struct.unpack_from("<I", btf, at)[0])
        struct.pack_into("<I", btf, at + 8, sizes.get(section, 0))
        entries = []
        for i in range(count):
            variable, _, size = struct.unpack_from("<III", btf, at + 12 + i * 12)
            entries.append((values.get(names[variable], 0), variable, size))
        for i, (offset, variable, size) in enumerate(sorted(entries)):
            struct.pack_into("<III", btf, at + 12 + i * 12, variable, offset, size)


def main():
    elf = open(sys.argv[1], "rb").read()
    headers = sections(elf)
    ((_, _, _, _, start, length, *_),) = [h for name, h in headers if name == ".BTF"]
    btf = bytearray(elf[start : start + length])
    settle(btf, headers, symbols(elf, headers))

    blob = ctypes.create_string_buffer(bytes(btf), len(btf))
    log = ctypes.create_string_buffer(1 << 20)
    attribute = struct.pack(
        "<QQIII", ctypes.addressof(blob), ctypes.addressof(log), len(btf), len(log), 1
    ).ljust(128, b"\0")
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.syscall(SYSCALLS[os.uname().machine], BPF_BTF_LOAD, attribute, len(attribute))
    if fd < 0:
        print(log.value.decode()[-2000:])
        sys.exit(f"BPF_BTF_LOAD: {os.strerror(ctypes.get_errno())}")
    print("the kernel accepts the BTF")


main()
