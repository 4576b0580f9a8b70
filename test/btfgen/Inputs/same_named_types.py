"""Fails unless two BTFs hold the same named structs, unions and enums, member for member.

  same_named_types.py A B

Both go through `btfgen dump`. Types that members refer to are left out of the comparison, since their
ids are each encoder's own; names, offsets, bit widths, values and sizes are not.
"""
import collections
import re
import subprocess
import sys


def named_types(path):
    dump = subprocess.run(["btfgen", "dump", path], capture_output=True, text=True, check=True)
    types = collections.defaultdict(set)
    for block in re.split(r"\n(?=\[)", dump.stdout):
        head, *members = block.rstrip("\n").split("\n")
        kind, name, rest = re.fullmatch(r"\[\d+\] (\w+) '(.*)' ?(.*)", head).groups()
        if kind in ("STRUCT", "UNION", "ENUM", "ENUM64") and name != "(anon)":
            members = tuple(re.sub(r"type_id=\d+ ", "", member) for member in members)
            types[kind, name].add((rest, members))
    return types


def main():
    ours, theirs = (named_types(path) for path in sys.argv[1:3])
    only = [f"only in {path}: {kind} {name}"
            for path, a, b in ((sys.argv[1], ours, theirs), (sys.argv[2], theirs, ours))
            for kind, name in sorted(set(a) - set(b))]
    differ = [f"{kind} {name} differs" for kind, name in sorted(set(ours) & set(theirs))
              if ours[kind, name] != theirs[kind, name]]
    print(*only, *differ, f"{len(ours)} named types, {len(only) + len(differ)} differences", sep="\n")
    sys.exit(bool(only or differ or not ours))


main()
