"""C files that use every type of a header, so that a compiler puts all of them into BTF.

  use_types.py ORIGINAL.json HEADER FOLDER

Writes 0.c to 7.c, with the header's types by value and the original's typedefs through a pointer.
They are eight because clang's time for BTF grows with the square of the number of types.
"""
import collections
import json
import os
import re
import sys

PARTS = 8

original, header, folder = sys.argv[1:]
with open(header) as text:
    definitions = re.findall(r"^(?:struct|union|enum) \w+(?= \{)", text.read(), re.MULTILINE)
with open(original) as text:
    counts = collections.Counter(
        t["name"] for t in json.load(text)["types"] if t["kind"] == "TYPEDEF")
typedefs = [name if version == 1 else f"{name}___{version}"
            for name, count in counts.items() for version in range(1, count + 1)]
declarations = [f"{name} used_{number};" for number, name in enumerate(
    definitions + [name + " *" for name in typedefs])]
for part in range(PARTS):
    with open(os.path.join(folder, f"{part}.c"), "w") as out:
        print(f'#include "{header}"', *declarations[part::PARTS], sep="\n", file=out)
