"""Holds the sources to the arrows of docs/design.md: which folder may include whose headers.

  check_includes.py ROOT

Prints one line for each violation; the exit status is 1 if there is one.
"""
import pathlib
import re
import sys

# Whose public headers a folder may include beside its own. A folder's public headers are in
# include/NAME/, where NAME is the folder's last part, or the one given in HEADERS.
ALLOWED = {
    "abi": [],
    "support": [],
    "btf": ["support"],
    "elf": ["support"],
    "core": ["abi", "btf", "support"],
    "btfgen": ["btf", "core", "elf", "support"],
    "relocator": ["abi", "core", "btf", "elf", "support", "relocator/plan"],
    "relocator/plan": [],
    "relocator/loader": ["relocator/plan"],
    "relocator/show": ["btf", "elf", "support", "relocator/loader"],
    "clang-plugin": ["abi"],
    "examples": ["clang-plugin", "relocator", "relocator/loader"],
}
HEADERS = {"clang-plugin": "btfkit", "relocator": "btfkit", "relocator/loader": "btfkit"}

# What only some folders may include of others' libraries.
LIBRARIES = {
    "clang/": ["clang-plugin"],
    "llvm/": ["clang-plugin"],
    "libelf.h": ["elf", "btfgen"],
    "gelf.h": ["elf", "btfgen"],
    "libdwarf": ["btfgen"],
    "dwarf.h": ["btfgen"],
    "CLI/": ["support", "btfgen", "relocator", "relocator/show"],
    "fmt/": ["support", "btf", "elf", "core", "btfgen", "relocator", "relocator/show"],
}
NOT_CHECKED = {"test", "testdata", "docs", "bench", "cmake"}
SOURCES = {".h", ".hpp", ".c", ".cpp"}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
GUARD = re.compile(r"^#pragma once$|^#ifndef (\w+)\n#define \1$", re.MULTILINE)


def folder_of(path):
    """The longest folder of the table that holds a file, or None."""
    parts = path.parent.parts
    for length in range(len(parts), 0, -1):
        folder = "/".join(parts[:length])
        if folder in ALLOWED:
            return folder
    return None


def public_name(folder):
    return HEADERS.get(folder, folder.rsplit("/", 1)[-1])


def fault_of_include(root, path, folder, name, is_system):
    """What is wrong with an include of `name` in `path`, or None."""
    if ".." in pathlib.PurePosixPath(name).parts:
        return "leaves its folder"
    for other in ALLOWED:
        public = root / other / "include" / name
        if name.startswith(public_name(other) + "/") and public.is_file():
            if other == folder or other in ALLOWED[folder]:
                return None
            return f"{folder}/ may not use {other}/"
    for library, users in LIBRARIES.items():
        if name.startswith(library) and is_system:
            return None if folder in users else f"{folder}/ may not use this library"
    if is_system:
        return None
    own = [root / path.parent / name, root / folder / name, root / folder / "include" / name]
    if any(header.is_file() for header in own):
        return None
    return f"{folder}/ has no such header, and no folder has it in public"


def check(root):
    faults = []
    for file in sorted(root.rglob("*")):
        path = file.relative_to(root)
        top = path.parts[0]
        if file.suffix not in SOURCES or top.startswith((".", "build")):
            continue
        text = file.read_text(encoding="utf-8")
        if file.suffix in {".h", ".hpp"} and not GUARD.search(text):
            faults.append(f"{path}: neither '#pragma once' nor an include guard")
        if top in NOT_CHECKED:
            continue
        folder = folder_of(path)
        if folder is None:
            faults.append(f"{path}: its folder is not in the table of allowed includes")
            continue
        for match in INCLUDE.finditer(text):
            fault = fault_of_include(root, path, folder, match[2], match[1] == "<")
            if fault:
                line = text.count("\n", 0, match.start()) + 1
                faults.append(f"{path}:{line}: includes '{match[2]}': {fault}")
    return faults


found = check(pathlib.Path(sys.argv[1]))
print("\n".join(found))
sys.exit(1 if found else 0)
