"""The kernel's side in C: structs with all members of a class and its bases in one, in another order
and with others between them, and a program that reads them as C does."""
from model import ENUMS, SCALARS, Record, path_text
from tagged import Enum, TaggedUnion, integer_of

# Also C++ for the plugin, which then describes the tagged unions as such.
ATTRIBUTE = """#ifdef __cplusplus
#define TAGGED_UNION(tag) [[btf::tagged_union(tag)]]
#else
#define TAGGED_UNION(tag)
#endif"""


class Kernel:
    def __init__(self, generator, paths):
        self.random = generator.random
        self.of_one_size = {step.member for path in paths for step in own_read_at_beginning(path)}
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
        if record.own:
            return [line for member in record.members for line in self.member(member, indent)]
        lines = []
        for member in self.shuffled(record.all_members()):
            if record.kind == "struct" and self.random.random() < 0.3:
                lines.append(indent + self.padding_member())
            lines += self.member(member, indent, member not in self.of_one_size)
        return lines

    def type_name(self, type_, can_grow):
        if isinstance(type_, Record):
            # Elements may be further apart than in the program: the access to one is relocated.
            longer = type_.own and can_grow and self.random.random() < 0.4
            return f"{type_.kind} {type_.name}{'_longer' if longer else ''}"
        if isinstance(type_, Enum) or type_ == "bool":
            integer = integer_of(type_)
            return "unsigned char" if integer == "bool" else integer
        return f"enum {type_}" if type_ in ENUMS else type_

    def member(self, member, indent, can_grow=False):
        if member.is_record() and not member.type.name:
            name = f" {member.name}" if member.name else ""
            return [f"{indent}{member.type.kind} {{", *self.body(member.type, indent + "  "),
                    f"{indent}}}{name};"]
        type_name = self.type_name(member.type, can_grow)
        dimensions = "".join(f"[{size}]" for size in member.kernel_dimensions)
        width = f" : {member.kernel_bits}" if member.bits else ""
        return [f"{indent}{type_name} {member.name}{dimensions}{width};"]

    def types(self):
        # With the underlying type fixed as in C++, which clang has in C too.
        lines = [f"enum {name} : {underlying} {{ {name}_zero, {name}_one }};"
                 for name, underlying in ENUMS.items()]
        lines.append(ATTRIBUTE)
        for record in self.records:
            head = f"{record.kind} {self.attribute(record)}{record.name}"
            body = self.body(record, "  ")
            lines += [f"{head} {{", *body, "};"]
            if record.own:
                lines += [f"{head}_longer {{", *body, f"  {self.padding_member()}", "};"]
        return "\n".join(lines)

    @staticmethod
    def attribute(record):
        # The tag is an integer here, so that each alternative needs a name.
        if not isinstance(record, TaggedUnion) or not all(
                member.name for member in record.part.type.members):
            return ""
        return f'TAGGED_UNION("{record.tag.name}") '


def own_read_at_beginning(path):
    """The step to an own record of which the first bytes are read. The load has the relocation of the
    record then, in C too, and loaders refuse to adjust it if the kernel's is of another size."""
    first = next((i for i, step in enumerate(path) if step.member.is_record() and step.member.type.own),
                 None)
    if first is None:
        return []
    for before, step in zip(path[first:], path[first + 1:]):
        members = before.member.type.all_members()
        ahead = members[:members.index(step.member)] if before.member.type.kind == "struct" else []
        if any(not each.bits for each in ahead) or any(step.indices):
            return []
    return [path[first]]


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
