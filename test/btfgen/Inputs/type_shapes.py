"""Prints the types that named ones reach, whatever their ids and order: `type_shapes.py NAME...`
reads a raw dump of BTF from standard input. Each named type is a line, anonymous ones are spelled
out where they are used."""
import re
import sys

HEAD = re.compile(r"\[(\d+)\] (\w+) '([^']*)'(.*)")
ENTRY = re.compile(r"\t'([^']*)' (.*)")


def read(lines):
    types = {}
    for line in lines:
        head = HEAD.match(line)
        if head:
            number, kind, name, rest = head.groups()
            entry = types[int(number)] = {
                "kind": kind, "name": "" if name == "(anon)" else name, "rest": rest, "entries": []}
        elif line.startswith("\t'"):
            entry["entries"].append(ENTRY.match(line).groups())
    return types


class Shapes:
    def __init__(self, types):
        self.types = types
        self.done = {}

    def fields(self, text):
        return dict(word.split("=", 1) for word in text.split() if "=" in word)

    def spell(self, number, depth=0):
        if number == 0:
            return "void"
        type = self.types[number]
        if type["name"] and type["kind"] not in ("INT", "FLOAT"):
            self.add(number)
            return f"{type['kind']} {type['name']}"
        return self.body(number)

    def body(self, number):
        type = self.types[number]
        fields = self.fields(type["rest"])
        kind = type["kind"]
        if kind in ("STRUCT", "UNION"):
            members = []
            for name, rest in type["entries"]:
                member = self.fields(rest)
                width = member.get("bitfield_size")
                members.append(f"{name} @{member['bits_offset']}{':' + width if width else ''} "
                               + self.spell(int(member["type_id"])))
            return f"{kind} size={fields['size']} {{ {'; '.join(members)} }}"
        if kind in ("ENUM", "ENUM64"):
            values = ", ".join(f"{name} {rest}" for name, rest in type["entries"])
            return f"{kind} {fields['encoding']} size={fields['size']} {{ {values} }}"
        if kind == "ARRAY":
            return f"[{fields['nr_elems']}] {self.spell(int(fields['type_id']))}"
        if kind == "FUNC_PROTO":
            arguments = ", ".join(self.spell(int(self.fields(rest)["type_id"]))
                                  for _, rest in type["entries"])
            return f"({arguments}) -> {self.spell(int(fields['ret_type_id']))}"
        if kind in ("INT", "FLOAT", "FWD"):
            return f"{kind} {type['name']}{type['rest']}"
        return f"{kind} {self.spell(int(fields['type_id']))}"

    def add(self, number):
        if number in self.done:
            return
        self.done[number] = None
        self.done[number] = f"{self.types[number]['name']}: {self.body(number)}"


types = read(sys.stdin)
shapes = Shapes(types)
for wanted in sys.argv[1:]:
    found = [number for number, type in types.items()
             if type["name"] == wanted and type["kind"] in ("STRUCT", "UNION")]
    if not found:
        sys.exit(f"no struct or union '{wanted}'")
    for number in found:
        shapes.add(number)
print("\n".join(sorted(set(shapes.done.values()))))
