"""The load plan of an image in the words of libbpf_as_oracle (test/tools/), read by hand from the
bytes that docs/image-format.md describes."""
import struct
import sys

LDIMM64, CALL = 0x18, 0x85
MAP_IDX, MAP_IDX_VALUE, KFUNC_CALL, BTF_ID = 5, 6, 2, 3

# Top, PLAN_MAP and PLAN_PROGRAM.
LICENSE, BTF, MAP, PROGRAM, MODULE, SYMBOL = 2, 3, 4, 5, 6, 7
NAME = 32
MAP_ATTR, MAP_DATA, MAP_MAPS, MAP_PROGRAMS = 48, 49, 50, 51
PROGRAM_ATTR, PROGRAM_SECTION, INSNS, FUNC_INFO, LINE_INFO, ATTACH = 64, 65, 66, 67, 68, 69
PATCHES = 70
PATCH_SYMBOL, PATCH_MODULE, PATCH_MAP = 1, 2, 3
OPTIONAL = 1


def text(payload):
    return payload[:-1].decode()


def table(layout, payload):
    return list(struct.iter_unpack(layout, payload))


def section(image, name):
    """Offset and size of an ELF section."""
    order = "<" if image[5] == 1 else ">"
    (headers,) = struct.unpack_from(order + "Q", image, 40)
    size, count, names = struct.unpack_from(order + "HHH", image, 58)
    sections = [struct.unpack_from(order + "II16xQQ", image, headers + i * size)
                for i in range(count)]
    for at, _, offset, length in sections:
        start = sections[names][2] + at
        if image[start:start + len(name) + 1] == name.encode() + b"\0":
            return offset, length
    raise SystemExit(f"no section {name}")


class PlanReader:
    def __init__(self, image, symbols):
        self.addresses = symbols
        self.order = "<" if image[5] == 1 else ">"
        at, size = section(image, ".btfkit.plan")
        self.plan = image[at:at + size]

    def records(self, payload, known):
        at = 0
        while at < len(payload):
            kind, flags, length = struct.unpack_from(self.order + "HHI", payload, at)
            if kind not in known and not flags & OPTIONAL:
                raise SystemExit(f"the comparison doesn't know record type {kind} yet")
            yield kind, payload[at + 8:at + 8 + length]
            at += (8 + length + 7) // 8 * 8

    def run(self):
        self.maps, self.programs, self.modules, self.symbols, btf = [], [], [], [], None
        top = {1, LICENSE, BTF, MAP, PROGRAM, MODULE, SYMBOL}
        for kind, payload in self.records(self.plan[16:], top):
            if kind == LICENSE:
                self.license = text(payload)
            elif kind == BTF:
                btf = payload
            elif kind == MAP:
                self.maps.append(dict(self.records(payload, {
                    NAME, MAP_ATTR, MAP_DATA, MAP_MAPS, MAP_PROGRAMS})))
            elif kind == PROGRAM:
                self.programs.append(dict(self.records(payload, {
                    NAME, PROGRAM_ATTR, PROGRAM_SECTION, INSNS, FUNC_INFO, LINE_INFO, ATTACH,
                    PATCHES})))
            elif kind == MODULE:
                self.modules.append(text(payload))
            elif kind == SYMBOL:
                self.symbols.append(text(payload))
        self.map_attrs = [struct.unpack(self.order + "8IQ6I", one[MAP_ATTR])
                          for one in self.maps]
        if btf is not None:
            yield f"BTF {btf.hex()}"
        templates = {attr[10] for attr in self.map_attrs}
        for i in range(len(self.maps)):
            # libbpf has no template any more once it has created the outer map.
            if i + 1 not in templates:
                yield from self.map(i)
        for program in self.programs:
            yield from self.program(program)

    def attributes(self, index):
        (kind, key, value, entries, flags, key_type, value_type, _, extra, _, _, node, _,
         kernel_type, _) = self.map_attrs[index]
        return (f"type {kind}, key {key}, value {value}, {entries} entries, flags 0x{flags:x}, "
                f"extra 0x{extra:x}, NUMA node {node}, BTF types {key_type} and {value_type}, "
                f"kernel's BTF type {kernel_type}")

    def map(self, index):
        attr, records = self.map_attrs[index], self.maps[index]
        yield f"map '{text(records[NAME])}': {self.attributes(index)}"
        inner, plan_flags = attr[10], attr[7]
        if inner:
            yield f"  inner map: {self.attributes(inner - 1)}"
        if MAP_DATA in records:
            yield f"  key 00000000: {records[MAP_DATA].hex()}"
        for kind, named in ((MAP_MAPS, self.maps), (MAP_PROGRAMS, self.programs)):
            for key, index in table(self.order + "II", records.get(kind, b"")):
                # A map's keys are bytes in the machine's order.
                key = struct.pack(self.order + "I", key).hex()
                yield f"  key {key}: '{text(named[index][NAME])}'"
        if plan_flags & 1:
            yield "  frozen"

    def program(self, records):
        kind, attach, flags, target, module = struct.unpack_from(self.order + "5I",
                                                                 records[PROGRAM_ATTR])
        where = self.modules[module - 1] if module else "vmlinux"
        yield (f"program '{text(records[NAME])}': type {kind}, attach type {attach}, "
               f"flags 0x{flags:x}, attaches to {target} of '{where}', license '{self.license}'")
        insns = [records[INSNS][at:at + 8] for at in range(0, len(records[INSNS]), 8)]
        patched = self.patch(insns, table(self.order + "IHHII", records.get(PATCHES, b"")))
        for i, insn in enumerate(insns):
            yield f"  {i}: " + self.insn(insn) + patched.get(i, "")
        for at, function in table(self.order + "II", records.get(FUNC_INFO, b"")):
            yield f"  function at {at}: {function}"
        for at, *line in table(self.order + "IIII", records.get(LINE_INFO, b"")):
            yield f"  line at {at}: " + ", ".join(map(str, line))

    def patch(self, insns, patches):
        """Puts addresses into the instructions; what is to be said of others, by their numbers."""
        said = {}
        for at, kind, _, index, _ in patches:
            if kind == PATCH_SYMBOL:
                address = struct.pack(self.order + "Q", self.addresses.get(self.symbols[index], 0))
                low, high = (0, 4) if self.order == "<" else (4, 0)
                insns[at] = insns[at][:4] + address[low:low + 4]
                insns[at + 1] = insns[at + 1][:4] + address[high:high + 4]
            elif kind == PATCH_MODULE:
                said[at] = f" '{self.modules[index - 1]}'"
        return said

    def insn(self, insn):
        code, registers, offset, number = struct.unpack(self.order + "BBhi", insn)
        source = registers >> 4 if self.order == "<" else registers & 15
        if code == LDIMM64 and source in (MAP_IDX, MAP_IDX_VALUE):
            return f"{insn[:4].hex()}00000000 '{text(self.maps[number][NAME])}'"
        if code == CALL and source == KFUNC_CALL and offset:
            module = self.modules[offset - len(self.maps) - 1]
            return f"{insn[:2].hex()}0000{insn[4:].hex()} '{module}'"
        return insn.hex()


def plan_as_text(path, symbols=None):
    """The lines of an image's plan, with the addresses of symbols in a file like /proc/kallsyms."""
    addresses = {}
    if symbols:
        with open(symbols) as lines:
            addresses = {name: int(address, 16) for address, _, name in map(str.split, lines)}
    with open(path, "rb") as image:
        return list(PlanReader(image.read(), addresses).run())


if __name__ == "__main__":
    print(*plan_as_text(sys.argv[1]), sep="\n")
