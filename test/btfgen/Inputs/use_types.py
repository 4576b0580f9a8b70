"""C or C++ files that use every type of a header, so that a compiler puts all of them into BTF.

  use_types.py ORIGINAL.json HEADER FOLDER

Writes 0.c to 7.c, or 0.cpp to 7.cpp for a header called .hpp, with the header's types by value and the original's typedefs through a pointer.
They are eight because clang's time for BTF grows with the square of the number of types.
"""
import collections
import json
import os
import re
import sys

PARTS = 8

original, header, folder = sys.argv[1:]
is_cxx = header.endswith(".hpp")
NAME = r'\[\[btf::name\("(\w+)"\)\]\]'
with open(header) as stream:
    text = stream.read()
definitions = [
    f"{keyword} {name}" for keyword, name in re.findall(
        rf"^(struct|union|enum) (?:\[\[.*\]\] )?(\w+)(?= (?:: [\w ]+)?\{{)", text, re.MULTILINE)]
with open(original) as stream:
    counts = collections.Counter(
        t["name"] for t in json.load(stream)["types"] if t["kind"] == "TYPEDEF")
typedefs = [name if version == 1 else f"{name}___{version}"
            for name, count in counts.items() for version in range(1, count + 1)]
# In C++ some have another name.
renamed = {true_name: name
           for line in re.findall(r"^typedef .*btf::name.*;", text, re.MULTILINE)
           for name, true_name in re.findall(rf"(\w+) {NAME}", line)}
typedefs = [renamed.get(name, name) for name in typedefs]
value = "{}" if is_cxx else ""
declarations = [f"{name} used_{number}{value};" for number, name in enumerate(
    definitions + [name + " *" for name in typedefs])]
for part in range(PARTS):
    with open(os.path.join(folder, f"{part}.{'cpp' if is_cxx else 'c'}"), "w") as out:
        print(f'#include "{header}"', *declarations[part::PARTS], sep="\n", file=out)
