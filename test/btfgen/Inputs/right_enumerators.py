"""Copies `bpftool -j btf dump` from standard input with the values of unsigned 32-bit enumerators
put right: bpftool extends their sign to 64 bits."""
import re
import sys

text = sys.stdin.buffer.read()
types = re.split(rb'(?=\{"id":)', text)
for number, one in enumerate(types):
    if b'"kind":"ENUM",' in one[:60] and b'"encoding":"UNSIGNED"' in one:
        types[number] = re.sub(
            rb'(?<="val":)\d+', lambda value: b"%d" % (int(value[0]) & 0xffffffff), one)
sys.stdout.buffer.write(b"".join(types))
