"""The kernel's side in C: structs with all members of a class and its bases in one, in another order
and with others between them, and a program that reads them as C does."""
from model import ENUMS, SCALARS, path_text


class Kernel:
    def __init__(self, generator):
        self.random = generator.random
        self.records = generator.records
        self.padding = 0

    def shuffled(self, members):
        order = list(members)
        self.random.shuffle(order)
        return order

    def padding_member(self):
        self.padding += 1
        kind = self.random.choice(list(SCALARS))
        if self.random.random() < 0.3:
            return f"{kind} pad{self.padding} : {self.random.randint(1, SCALARS[kind])};"
        return f"{kind} pad{self.padding};"

    def body(self, record, indent):
        lines = []
        for member in self.shuffled(record.all_members()):
            if record.kind == "struct" and self.random.random() < 0.3:
                lines.append(indent + self.padding_member())
            lines += self.member(member, indent)
        return lines

    def member(self, member, indent):
        if member.is_record() and not member.type.name:
            return [f"{indent}{member.type.kind} {{", *self.body(member.type, indent + "  "),
                    f"{indent}}};"]
        if member.is_record():
            type_name = f"{member.type.kind} {member.type.name}"
        else:
            type_name = f"enum {member.type}" if member.type in ENUMS else member.type
        dimensions = "".join(f"[{size}]" for size in member.kernel_dimensions)
        width = f" : {member.kernel_bits}" if member.bits else ""
        return [f"{indent}{type_name} {member.name}{dimensions}{width};"]

    def types(self):
        # With the underlying type fixed as in C++, which clang has in C too.
        lines = [f"enum {name} : {underlying} {{ {name}_zero, {name}_one }};"
                 for name, underlying in ENUMS.items()]
        for record in self.records:
            lines += [f"{record.kind} {record.name} {{", *self.body(record, "  "), "};"]
        return "\n".join(lines)


def reader(types, root, paths):
    """A program for the host that prints the size of an object, then of bytes it is given the number
    that each path leads to."""
    reads = "\n".join(
        f'  printf("%llu\\n", (unsigned long long)(long long)object.{path_text(path)});'
        for path in paths)
    return f"""#include <stdio.h>
{types}
int main(int argc, char** argv) {{
  static {root.kind} {root.name} object;
  if (argc < 2) {{ printf("%zu\\n", sizeof object); return 0; }}
  FILE* file = fopen(argv[1], "rb");
  if (!file || fread(&object, sizeof object, 1, file) != 1) return 1;
{reads}
  return 0;
}}
"""


def for_btf(types, root):
    """What the kernel's BTF is made of."""
    return f"{types}\n{root.kind} {root.name} object;\n"
