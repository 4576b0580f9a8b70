"""Holds `bpfshow map --format json` to `bpftool map dump`, where both print the same thing.

  same_as_bpftool.py PIN [MEMBER...]

MEMBERs are left out: bpftool 7.1 prints bit fields without their sign, and an array of characters
that begins with a zero byte as an empty text.
"""
import json
import subprocess
import sys

pin, left_out = sys.argv[1], set(sys.argv[2:])


def merged(pairs):
    """bpftool has anonymous members as members named ""; they may be several."""
    result = {}
    for name, value in pairs:
        result.update(value if name == "" else {name: value})
    return result


def number(value):
    """Pointers, bit fields and what has 128 bits are texts of hexadecimal digits."""
    if value == "(nil)":
        return 0
    return int(value, 16) if isinstance(value, str) and value.startswith("0x") else value


def same(ours, theirs, path):
    if isinstance(theirs, list) and isinstance(ours, str):
        ours = list(ours.encode())
    if isinstance(theirs, dict) and isinstance(ours, dict):
        assert list(ours) == list(theirs), (path, list(ours), list(theirs))
        for name in ours:
            if name not in left_out:
                same(ours[name], theirs[name], path + [name])
    elif isinstance(theirs, list) and isinstance(ours, list):
        assert len(ours) == len(theirs), (path, ours, theirs)
        for i, pair in enumerate(zip(ours, theirs)):
            same(*pair, path + [i])
    else:
        assert number(ours) == number(theirs), (path, ours, theirs)


def output(*command):
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(text, object_pairs_hook=merged)


shown = output("bpfshow", "map", pin, "--format", "json")
dumped = [entry["formatted"] for entry in output("bpftool", "-j", "map", "dump", "pinned", pin)]
assert shown, "there is nothing to compare"
same(shown, dumped, [])
print(f"{len(shown)} entries are the same")
