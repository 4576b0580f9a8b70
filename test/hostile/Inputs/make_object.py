"""BPF objects that are larger or stranger than a compiler's, by hand and always the same:

  make_object.py KIND COUNT... FILE

and kernel.btf, which such an object is relocated for:

  make_object.py kernel FILE
"""
import struct
import sys

EXIT = struct.pack("<BBhi", 0x95, 0, 0, 0)
SHT_PROGBITS, SHT_SYMTAB, SHT_STRTAB, SHT_REL = 1, 2, 3, 9
WRITE, ALLOC, EXEC = 1, 2, 4
STT_OBJECT, STT_FUNC = 1, 2
LOCAL, GLOBAL = 0, 1
INT, PTR, ARRAY, STRUCT, ENUM, TYPEDEF, CONST, FUNC, FUNC_PROTO, VAR, DATASEC = (
    1, 2, 3, 4, 6, 8, 10, 12, 13, 14, 15)


def call(distance):
    return struct.pack("<BBhi", 0x85, 0x10, 0, distance)


def move(number):
    return struct.pack("<BBhi", 0xb7, 0, 0, number)


class Strings:
    def __init__(self):
        self.bytes, self.known = bytearray(b"\0"), {"": 0}

    def add(self, text):
        if text not in self.known:
            self.known[text] = len(self.bytes)
            self.bytes += text.encode() + b"\0"
        return self.known[text]


class Btf:
    """Types by their words; ids count from 1."""

    def __init__(self):
        self.strings, self.types, self.count = Strings(), bytearray(), 0
        self.int = self.add("int", INT, 0, 4, 1 << 24 | 32)
        self.add("long", INT, 0, 8, 1 << 24 | 64)
        self.proto = self.add("", FUNC_PROTO, 0, self.int)

    def add(self, name, kind, length, size_or_type, *words):
        self.types += struct.pack(f"<{3 + len(words)}I", self.strings.add(name),
                                  kind << 24 | length, size_or_type, *words)
        self.count += 1
        return self.count

    def struct(self, name, size, *members):
        """Members are name, type and bit offset."""
        words = [word for member, kind, at in members
                 for word in (self.strings.add(member), kind, at)]
        return self.add(name, STRUCT, len(members), size, *words)

    def function(self, name):
        return self.add(name, FUNC, 1, self.proto)

    def bytes(self):
        strings = self.strings.bytes
        header = struct.pack("<HBBIIIII", 0xeb9f, 1, 0, 24, 0, len(self.types), len(self.types),
                             len(strings))
        return header + self.types + strings


class Ext:
    """.BTF.ext: func_info, line_info and CO-RE relocations as lists of words by section."""

    def __init__(self, btf):
        self.btf, self.tables = btf, ({}, {}, {})

    def function(self, section, offset, kind):
        self.tables[0].setdefault(section, []).append((offset, kind))

    def line(self, section, offset, number):
        self.tables[1].setdefault(section, []).append((offset, 0, 0, number << 10))

    def relocation(self, section, offset, kind, access, what):
        self.tables[2].setdefault(section, []).append(
            (offset, kind, self.btf.strings.add(access), what))

    def bytes(self):
        body, header = b"", struct.pack("<HBBI", 0xeb9f, 1, 0, 32)
        for table, size in zip(self.tables, (8, 16, 16)):
            parts = [struct.pack("<I", size)]
            for section, records in table.items():
                parts.append(struct.pack("<II", self.btf.strings.add(section), len(records)))
                parts += [struct.pack(f"<{len(one)}I", *one) for one in records]
            bytes_of_table = b"".join(parts) if table else b""
            header += struct.pack("<II", len(body), len(bytes_of_table))
            body += bytes_of_table
        return header + body


class Object:
    def __init__(self):
        self.btf = Btf()
        self.ext = Ext(self.btf)
        self.names = Strings()
        # Name, type, flags, link, info, size of an entry, content.
        self.sections = [("", 0, 0, 0, 0, 0, b"")]
        self.symbols, self.globals = [bytes(24)], []

    def section(self, name, content, flags=ALLOC, kind=SHT_PROGBITS, link=0, info=0, entry=0):
        self.sections.append((name, kind, flags, link, info, entry, content))
        return len(self.sections) - 1

    def symbol(self, name, section, kind, binding, value, size):
        one = struct.pack("<IBBHQQ", self.names.add(name), binding << 4 | kind, 0, section, value,
                          size)
        (self.symbols if binding == LOCAL else self.globals).append(one)

    def program(self, name, section, code):
        index = self.section(section, code, ALLOC | EXEC)
        self.symbol(name, index, STT_FUNC, GLOBAL, 0, len(code))
        self.ext.function(section, 0, self.btf.function(name))

    def write(self, path):
        ext = self.ext.bytes()
        self.section(".BTF", self.btf.bytes(), 0)
        self.section(".BTF.ext", ext, 0)
        self.section("license", b"GPL\0", WRITE | ALLOC)
        strings = self.section(".strtab", bytes(self.names.bytes), 0, SHT_STRTAB)
        self.section(".symtab", b"".join(self.symbols + self.globals), 0, SHT_SYMTAB, strings,
                     len(self.symbols), 24)
        names = Strings()
        for name, *_ in self.sections + [(".shstrtab",)]:
            names.add(name)
        table = self.section(".shstrtab", bytes(names.bytes), 0, SHT_STRTAB)
        at, headers, body = 64, [], []
        for name, kind, flags, link, info, entry, content in self.sections:
            headers.append(struct.pack("<IIQQQQIIQQ", names.add(name), kind, flags, 0, at,
                                       len(content), link, info, 8 if kind else 0, entry))
            content += bytes(-len(content) % 8)
            body.append(content)
            at += len(content)
        header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 1, 247, 1, 0, 0, at, 0, 64, 0,
                             0, 64, len(self.sections), table)
        with open(path, "wb") as file:
            file.writelines([header, *body, *headers])


def relocations(count):
    """So many, and each finds its field."""
    made = Object()
    point = made.btf.struct("point", 8, ("y", made.btf.int, 0), ("x", made.btf.int, 32))
    made.program("program", "socket", move(4) * count + EXIT)
    for i in range(count):
        made.ext.relocation("socket", 8 * i, point, "0:1", 0)
    return made


def failing(count):
    """Relocations none of which is right: instruction and type disagree."""
    made = Object()
    point = made.btf.struct("point", 8, ("y", made.btf.int, 0), ("x", made.btf.int, 32))
    made.program("program", "socket", move(5) * count + EXIT)
    for i in range(count):
        made.ext.relocation("socket", 8 * i, point, "0:1", 0)
    return made


def branching(count):
    """Relocations each of which compares types that branch at each level."""
    made = Object()
    inner = made.btf.int
    for i in range(18):
        inner = made.btf.struct(f"tree{i}", 8, ("a", inner, 0), ("b", inner, 0))
    made.program("program", "socket", move(1) * count + EXIT)
    for i in range(count):
        other = made.btf.struct("tree18", 8, ("a", inner, 0), ("b", inner, 0))
        made.ext.relocation("socket", 8 * i, other, "0", 12)
    return made


def symbols(count):
    """Variables of one section, each with its symbol, and their names in no order."""
    made = Object()
    data = made.section(".data", bytes(8 * count), WRITE | ALLOC)
    entries = []
    for i in range(count):
        name = f"variable{i * 7919 % count}"
        made.symbol(name, data, STT_OBJECT, GLOBAL, 8 * i, 8)
        entries += [made.btf.add(name, VAR, 0, made.btf.int, 1), 0, 4]
    # The vlen of a type ends at 65,535.
    made.btf.add(".data", DATASEC, min(count, 65535), 8 * count, *entries[:3 * 65535])
    made.program("program", "socket", EXIT)
    return made


def programs(count):
    """Sections of code, each with a program and its records."""
    made = Object()
    for i in range(count):
        made.program(f"program{i}", f"socket/{i}", EXIT)
        made.ext.line(f"socket/{i}", 0, i)
    return made


def data_sections(count):
    made = Object()
    for i in range(count):
        made.section(f".data.{i}", bytes(4), WRITE | ALLOC)
        made.btf.add(f".data.{i}", DATASEC, 0, 4)
    made.program("program", "socket", EXIT)
    return made


def maps(count):
    made = Object()
    section = made.section(".maps", bytes(16 * count), WRITE | ALLOC)
    def number(value):
        return made.btf.add("", PTR, 0, made.btf.add("", ARRAY, 0, 0, made.btf.int, made.btf.int,
                                                     value))
    two, four = number(2), number(4)
    definition = made.btf.struct("", 32, ("type", two, 0), ("key_size", four, 64),
                                 ("value_size", four, 128), ("max_entries", four, 192))
    entries = []
    for i in range(count):
        made.symbol(f"map{i}", section, STT_OBJECT, GLOBAL, 16 * i, 16)
        entries += [made.btf.add(f"map{i}", VAR, 0, definition, 1), 16 * i, 16]
    made.btf.add(".maps", DATASEC, count, 16 * count, *entries)
    made.program("program", "socket", EXIT)
    return made


def linking(count, functions, length=1):
    """Programs each of which calls all functions of .text."""
    made = Object()
    body = move(0) * (length - 1) + EXIT
    text = made.section(".text", body * functions, ALLOC | EXEC)
    for i in range(functions):
        at = len(body) * i
        made.symbol(f"function{i}", text, STT_FUNC, LOCAL, at, len(body))
        made.ext.function(".text", at, made.btf.function(f"function{i}"))
        made.ext.line(".text", at, i)
    made.symbol(".text", text, 3, LOCAL, 0, 0)
    base = len(made.symbols) - 1
    code = b"".join(call(length * i - 1) for i in range(functions)) + EXIT
    calls = b"".join(struct.pack("<QQ", 8 * i, base << 32 | 10) for i in range(functions))
    for i in range(count):
        made.program(f"program{i}", f"socket/{i}", code)
        made.section(f".relsocket/{i}", calls, 0, SHT_REL, 0, len(made.sections) - 1, 16)
    symbol_table = len(made.sections) + 4
    made.sections = [(*one[:3], symbol_table if one[1] == SHT_REL else one[3], *one[4:])
                     for one in made.sections]
    return made


def chain(count):
    """Functions each of which calls the next."""
    made = Object()
    made.program("program", "socket", call(0) + EXIT)
    code = b"".join(call(1) + EXIT for i in range(count - 1)) + EXIT * 2
    text = made.section(".text", code, ALLOC | EXEC)
    for i in range(count):
        made.symbol(f"function{i}", text, STT_FUNC, LOCAL, 16 * i, 16)
    made.symbol(".text", text, 3, LOCAL, 0, 0)
    made.section(".relsocket", struct.pack("<QQ", 0, (len(made.symbols) - 1) << 32 | 10), 0, SHT_REL,
                 len(made.sections) + 5, 1, 16)
    made.sections[1] = ("socket", SHT_PROGBITS, ALLOC | EXEC, 0, 0, 0, call(-1) + EXIT)
    return made


def instructions(count):
    made = Object()
    made.program("program", "socket", move(0) * (count - 1) + EXIT)
    return made


def nesting(count):
    """A field so deep in structs, named ones and such without names, and a chain of typedefs."""
    made = Object()
    inner, typedef = made.btf.int, made.btf.int
    for i in range(count):
        inner = made.btf.struct("" if i + 1 < count else "deep", 4, ("" if i else "x", inner, 0))
        typedef = made.btf.add("t", TYPEDEF, 0, typedef)
    made.program("program", "socket", move(0) + move(1) + EXIT)
    made.ext.relocation("socket", 0, inner, ":".join("0" * (min(count, 60) + 1)), 0)
    made.ext.relocation("socket", 8, typedef, "0", 8)
    return made


def cycles(count):
    """Types that lead back to themselves, in each way that they can."""
    made = Object()
    btf = made.btf
    own = btf.count + 1
    kinds = [btf.add("typedef", TYPEDEF, 0, own), btf.add("", CONST, 0, own + 1),
             btf.add("", ARRAY, 0, 0, own + 2, btf.int, 2),
             btf.struct("itself", 8, ("x", own + 3, 0)), btf.add("", PTR, 0, own + 4),
             btf.add("", FUNC_PROTO, 1, own + 5, 0, own + 5)]
    made.program("program", "socket", move(0) * count + EXIT)
    for i in range(count):
        made.ext.relocation("socket", 8 * i, kinds[i % len(kinds)], "0" if i % 2 else "0:0:0:0",
                            i // 2 % 13)
    return made


def kernel():
    """What the objects above find, or nearly."""
    btf = Btf()
    btf.struct("point", 16, ("", btf.struct("", 8, ("x", btf.int, 32)), 64), ("y", btf.int, 0))
    inner = btf.int
    for i in range(18):
        inner = btf.struct(f"tree{i}", 8, ("b", inner, 0), ("a", inner, 0))
    btf.struct("tree18", 8, ("a", inner, 0), ("b", inner, 0))
    btf.struct("deep", 4, ("x", btf.int, 0))
    btf.struct("itself", 8, ("x", btf.count + 1, 0))
    btf.add("t", TYPEDEF, 0, btf.int)
    return btf.bytes()


def main():
    kind, *counts, path = sys.argv[1:]
    if kind == "kernel":
        with open(path, "wb") as file:
            file.write(kernel())
    else:
        globals()[kind](*map(int, counts)).write(path)


if __name__ == "__main__":
    main()
