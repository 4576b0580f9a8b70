"""same_layout.py BTF: `btfgen show` and pahole print the same of each struct of a kernel.

Left out of the comparison are white space and what isn't in BTF or is wrong in pahole 1.24:
- what it guesses of forced alignments, and its remarks on how a compiler got there;
- `const` of a pointer, which it puts to what the pointer leads to, and twice if it is an array's;
- a pointer to an array, which it prints as one to the element;
- `[]`, which is `[0]` here, as BTF says no more.
"""
import re
import subprocess
import sys

# Where bit fields of two types share a unit, pahole counts what is free behind them up to the end of
# the wider type's; and it has a summary inside a struct.
DIFFERENT = {"dev_pm_info", "fs_context", "sgx_encl_page", "vm_fault"}


def line_of(text):
    text = re.sub(r"__attribute__\(\(__\w+__(\(\d+\))?\)\)", "", text)
    text = re.sub(r"\bconst\b", "", text)
    text = re.sub(r"\(\*(\w+)\)(\[\d*\])", r"*\1", text)
    text = re.sub(r"/\* forced.*|^[\w\s]*\s:\d+;$|/\* Bitfield combined.*|/\* Force .*", "", text)
    text = text.replace("[0]", "[]")
    return re.sub(r"\s+", "", text)


def structs(text):
    found, name = {}, None
    for line in text.splitlines():
        begin = re.match(r"struct (\w+) \{", line)
        if begin:
            name = begin[1]
            found.setdefault(name, []).append([])
        if name:
            found[name][-1].append(line)
        if line.startswith("}"):
            name = None
    return {name: ["".join(map(line_of, lines)) for lines in texts]
            for name, texts in found.items()}


btf = sys.argv[1]
theirs = structs(subprocess.run(["pahole", "-F", "btf", btf], check=True, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)
names = [f"struct {name}" for name in theirs]
ours = structs(subprocess.run(["btfgen", "show", btf, *names], check=True, text=True,
                              stdout=subprocess.PIPE).stdout)
# pahole shows one of several structs of a name.
compared = [name for name in theirs if len(theirs[name]) == len(ours[name]) == 1]
different = {name for name in compared if ours[name] != theirs[name]}
for name in sorted(different - DIFFERENT):
    print(f"struct {name}:\npahole: {theirs[name][0]}\nbtfgen: {ours[name][0]}")
if different - DIFFERENT:
    sys.exit(1)
print(f"{len(compared)} structs, {len(different)} different")
