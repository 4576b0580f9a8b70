#!/usr/bin/env python3
"""Cuts the BPF objects out of programs that carry them as data, as skeletons of bpftool do.

  cut_objects.py FOLDER PROGRAM...

Each becomes FOLDER/PROGRAM.bpf.o, further ones of the same program PROGRAM.1.bpf.o and so on.
"""
import os
import struct
import sys

MACHINE_BPF, NOBITS = 247, 8


def size_of(program, start):
    """Bytes of the ELF64 file at `start`, or 0 if it isn't an object of BPF."""
    if len(program) - start < 64:
        return 0
    order = "<" if program[start + 5] == 1 else ">"

    def number(form, offset):
        return struct.unpack_from(order + form, program, start + offset)[0]

    if number("H", 18) != MACHINE_BPF:
        return 0
    headers, header_size, count = number("Q", 40), number("H", 58), number("H", 60)
    end = headers + header_size * count
    for header in range(headers, end, header_size):
        if number("I", header + 4) != NOBITS:
            end = max(end, number("Q", header + 24) + number("Q", header + 32))
    return end


def objects_in(program):
    start = program.find(b"\x7fELF\x02")
    while start >= 0:
        size = size_of(program, start)
        if size:
            yield program[start:start + size]
        start = program.find(b"\x7fELF\x02", start + max(size, 4))


def main(folder, *paths):
    for path in paths:
        if os.path.islink(path):
            continue
        with open(path, "rb") as file:
            found = list(objects_in(file.read()))
        for i, found_object in enumerate(found):
            name = os.path.basename(path) + (f".{i}" if i else "") + ".bpf.o"
            with open(os.path.join(folder, name), "wb") as file:
                file.write(found_object)


main(*sys.argv[1:])
