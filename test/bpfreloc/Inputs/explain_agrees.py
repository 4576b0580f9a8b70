#!/usr/bin/env python3
"""Fails unless `bpfreloc explain --format json` says of each relocation what `bpfreloc -v` does.
    explain_agrees.py JSON NUMBER-OF-TARGET VERBOSE"""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    relocations = json.load(file)["targets"][int(sys.argv[2])]["relocations"]
with open(sys.argv[3], encoding="utf-8") as file:
    lines = file.read().splitlines()


def as_verbose(one):
    """The beginning of what -v prints of it."""
    text = f'{one["section"]}+{one["offset"]:#x}: <{one["kind"]}> {one["local"]["expression"]}: '
    text += f'{one["local"]["value"]} -> '
    lacks = one["status"] == "poisoned" and one["target"] is None
    if lacks:
        return text + "none, poisoned"
    # One whose width can't be had has a value in -v, and a note.
    return text + ("" if one["status"] == "poisoned" else str(one["target"]["value"] if one["target"]
                                                              else 0))


if len(lines) != len(relocations) or not lines:
    sys.exit(f"{len(relocations)} relocations are explained, {len(lines)} applied")
for one, line in zip(relocations, lines):
    if not line.startswith(as_verbose(one)):
        sys.exit(f"explained: {as_verbose(one)}\napplied:   {line}")
