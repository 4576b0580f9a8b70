"""Random record types, and where their members can be read.

A Record is a C++ class of the program, with bases; the kernel it runs on has a C struct of that name
with the same members, all in one, in another order. emit_cxx.py writes the one, emit_c.py the other.
Records that are the program's own (tagged.py) are the same on both sides.
"""
import dataclasses
import random

SCALARS = {  # name in C and C++: bits
    "signed char": 8, "unsigned char": 8, "short": 16, "unsigned short": 16,
    "int": 32, "unsigned int": 32, "long long": 64, "unsigned long long": 64,
}
# Underlying types.
ENUMS = {"small_enum": "unsigned char", "wide_enum": "int"}


@dataclasses.dataclass(eq=False)
class Member:
    name: str
    type: object                # a scalar's or an enum's name, or a Record
    dimensions: list = dataclasses.field(default_factory=list)
    bits: int = 0               # width in C++; 0 if it is no bit field
    kernel_bits: int = 0        # width in the kernel
    kernel_dimensions: list = dataclasses.field(default_factory=list)
    any_bytes: bool = True      # each sequence of bytes is a value, as of a bool it isn't

    def is_record(self):
        return isinstance(self.type, Record)


@dataclasses.dataclass(eq=False)
class Record:
    name: str                   # as the kernel has it; empty for an anonymous one
    kind: str                   # struct or union
    members: list
    bases: list = dataclasses.field(default_factory=list)
    cxx_name: str = ""          # with scopes and template arguments
    template: bool = False      # an instance of a template with one type parameter, its member's
    nested_in: object = None    # the Record in which C++ declares it
    own: bool = False           # not relocated: of one layout, the program's

    def all_members(self):
        """Its own and its bases', as the kernel's struct has them."""
        return [member for base in self.bases for member in base.all_members()] + self.members

    def all_bases(self):
        """Direct and indirect ones."""
        return [each for base in self.bases for each in [base, *base.all_bases()]]


@dataclasses.dataclass(eq=False)
class Step:
    """One member on the way from an object to a number, with the indices of an element."""
    member: Member
    indices: list

    def text(self):
        return self.member.name + "".join(f"[{index}]" for index in self.indices)


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.records = []       # in the order of their definitions
        self.names = 0

    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def scalar_type(self):
        return self.random.choice([*SCALARS, *SCALARS, *ENUMS])

    def scalar(self):
        return Member(self.name("m"), self.scalar_type())

    def bit_field(self):
        type_name = self.random.choice(list(SCALARS))
        most = SCALARS[type_name]
        # A value read must fit; the kernel's field may be narrower or wider.
        bits, kernel_bits = (self.random.randint(1, most) for _ in range(2))
        return Member(self.name("b"), type_name, bits=bits, kernel_bits=kernel_bits)

    def array(self):
        types = [self.scalar_type()]
        types += [each for each in self.records if each.nested_in is None]
        dimensions = [self.random.randint(1, 4) for _ in range(self.random.choice([1, 1, 2]))]
        element = self.random.choice(types)
        # Only the first dimension can grow without moving the elements against each other.
        grown = [dimensions[0] + self.random.randint(0, 3), *dimensions[1:]]
        return Member(self.name("a"), element, dimensions, kernel_dimensions=grown)

    def nested(self):
        return Member(self.name("n"), self.random.choice(
            [each for each in self.records if each.nested_in is None]))

    def own_records(self):
        """Those that a relocated record can have as members."""
        return [each for each in self.records if each.own and each.nested_in is None]

    def own_member(self):
        return Member(self.name("o"), self.random.choice(self.own_records()))

    def anonymous(self, depth):
        kind = self.random.choice(["struct", "union"])
        return Member("", Record("", kind, self.members(self.random.randint(1, 3), depth + 1)))

    def members(self, count, depth=0):
        made = []
        for _ in range(count):
            kinds = [self.scalar, self.scalar, self.bit_field, self.array]
            if self.own_records():
                kinds.append(self.own_member)
            if depth < 2:
                kinds.append(lambda: self.anonymous(depth))
            if any(each.nested_in is None for each in self.records):
                kinds.append(self.nested)
            made.append(self.random.choice(kinds)())
        return made

    def record(self):
        name = self.name("record")
        cxx_name = self.random.choice(["", "", "kernel::", "kernel::deep::"]) + name
        bases = []
        for base in self.random.sample(self.records, min(len(self.records), 3)):
            if base.nested_in is not None or base.own:
                continue
            taken = [each for other in bases for each in [other, *other.all_bases()]]
            # A base of one name twice would have its members twice.
            again = base in taken or any(each in taken for each in base.all_bases())
            if base.kind == "struct" and not again and self.random.random() < 0.4:
                bases.append(base)
        kind = "struct" if bases or self.random.random() < 0.85 else "union"
        # A base may be all that there is; a type by itself has a member.
        least = 0 if bases else 1
        made = Record(name, kind, self.members(self.random.randint(least, 5)), bases, cxx_name)
        inner = [self.inner_record(made)] if self.random.random() < 0.3 else []
        self.records += [*inner, made]
        return made

    def inner_record(self, outer):
        """struct outer { struct inner { ... } member; };"""
        inner = Record(self.name("inner"), "struct", self.members(2, depth=2), nested_in=outer)
        inner.cxx_name = f"{outer.cxx_name}::{inner.name}"
        outer.members.append(Member(self.name("n"), inner))
        return inner

    def instance(self):
        type_name = self.random.choice(list(SCALARS))
        member = Member(self.name("t"), type_name)
        template = self.name("holder")
        made = Record(f"{template}_{type_name.replace(' ', '_')}", "struct", [member],
                      cxx_name=f"{template}<{type_name}>", template=True)
        self.records.append(made)
        return made

    def run(self):
        """Fills `records`; the last one, which is returned, is what the program is given."""
        for _ in range(self.random.randint(1, 6)):
            self.instance() if self.random.random() < 0.2 else self.record()
        root = self.record()
        if not root.all_members():
            root.members.append(self.scalar())
        for each in self.records:
            widen_enums(each)
        return root

    def path(self, record):
        """The steps to a random number in `record`."""
        steps = []
        while True:
            member = self.random.choice([each for each in record.all_members() if each.any_bytes])
            indices = [self.random.randrange(size) for size in member.dimensions]
            steps.append(Step(member, indices))
            if not member.is_record():
                return steps
            record = member.type


def widen_enums(record):
    """Where a member is a bit field, and an enum of less than 32 bits is at the record's end, the
    kernel refuses the BTF, from C too. In what is relocated the plugin has to leave that."""
    members = record.all_members()
    has_bit_field = any(each.bits for each in members)
    for each in members:
        if has_bit_field and each.type == "small_enum" and not record.own:
            each.type = "wide_enum"
        if each.is_record() and not each.type.name:
            widen_enums(each.type)


def path_text(steps):
    """`a.b[1].c`: anonymous members are not spelled."""
    return ".".join(step.text() for step in steps if step.member.name)
