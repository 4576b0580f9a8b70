"""Types that are the program's own: tagged unions, what they are made of, and classes of the standard
library that BTF describes as tagged unions.

They are not relocated. A relocated record may have them as members, where the kernel has a struct of
the same layout; the program also keeps them in a map.
"""
import dataclasses
import math

import model
from model import SCALARS, Member, Record

POINTERS = ["void*", "const char*", "unsigned long*"]
TAGS = [*SCALARS, "unsigned long", "char", "bool"]
TAG_RANGES = {  # where the values of a tag are that isn't counted from 0
    "signed char": (-100, 100), "unsigned char": (0, 255), "short": (-30000, 30000),
    "unsigned short": (0, 65535), "int": (-2**31, 2**31 - 1), "unsigned int": (0, 2**32 - 1),
    "long long": (-2**62, 2**62), "unsigned long long": (0, 2**64 - 1),
    "unsigned long": (0, 2**64 - 1), "char": (0, 100), "bool": (0, 1),
}
# The library sets objects to zero, which BPF can only do by single stores.
MOST_IN_LIBRARY = 128


@dataclasses.dataclass(eq=False)
class Enum:
    """The type of a tag."""
    name: str                   # empty: it has none, and its only use is the tag
    underlying: str
    scoped: bool
    place: str                  # outside: before the class; inside: in it; member: where the tag is
    enumerators: list           # of Enumerator, in the order of the source


@dataclasses.dataclass(eq=False)
class Enumerator:
    name: str
    value: int
    btf_name: str               # by [[btf::name]] if it isn't `name`


@dataclasses.dataclass(eq=False)
class Alternative:
    name: str                   # in BTF
    value: int                  # of the tag
    member: Member              # of the union; None: it holds no data


@dataclasses.dataclass(eq=False)
class TaggedUnion(Record):
    tag: Member = None          # its type is an integer's name or an Enum
    part: Member = None         # the union
    alternatives: list = dataclasses.field(default_factory=list)  # in the order of the values
    parameter: Member = None    # of a template: the member whose type is the template's parameter

    def begin(self):
        """The first of tag and union."""
        return min(self.tag, self.part, key=self.members.index)

    def is_last(self):
        """No member is behind tag and union."""
        return self.members[-1] in (self.tag, self.part)


@dataclasses.dataclass(eq=False)
class Library:
    """An instance of std::variant, std::optional or std::expected."""
    template: str
    arguments: list             # scalars' names, "std::monostate", Records, Libraries

    def text(self):
        return f"std::{self.template}<{', '.join(cxx_text(each) for each in self.arguments)}>"


@dataclasses.dataclass(eq=False)
class Value:
    """A member of the map's value."""
    name: str
    type: object                # a Record or a Library


def cxx_text(type_):
    if isinstance(type_, Record):
        return type_.cxx_name
    return type_.text() if isinstance(type_, Library) else type_


class Generator(model.Generator):
    def __init__(self, seed):
        super().__init__(seed)
        self.derived = []       # own records with bases: in the map only
        self.values = []

    def run(self):
        for _ in range(self.random.choice([0, 1, 2, 3, 4])):
            self.plain() if self.random.random() < 0.3 else self.tagged_union()
        root = super().run()
        if self.own_records():
            # At hand for the reads; others are deeper inside.
            root.members.append(self.random.choice([self.own_member, self.own_array])())
            self.values = [self.value() for _ in range(self.random.randint(1, 4))]
        return root

    # Members of what is the program's own

    def own_scalar(self):
        types = [*(self.scalar_type() for _ in range(6)), *POINTERS]
        return Member(self.name("m"), self.random.choice(types))

    def own_bit_field(self):
        made = self.bit_field()
        made.kernel_bits = made.bits
        return made

    def own_array(self):
        types = [self.scalar_type(), self.random.choice(POINTERS), *self.own_records()]
        dimensions = [self.random.randint(1, 3) for _ in range(self.random.choice([1, 1, 2]))]
        return Member(self.name("a"), self.random.choice(types), dimensions,
                      kernel_dimensions=dimensions)

    def own_unnamed(self, kind="struct", name=None):
        """`struct { ... } name;`"""
        count = self.random.randint(1, 3)
        kinds = [self.own_scalar, self.own_array, *[self.own_bit_field] * (kind == "struct")]
        members = [self.random.choice(kinds)() for _ in range(count)]
        return Member(self.name("u") if name is None else name,
                      Record("", kind, members, own=True))

    def own_members(self, least, most):
        """No unions: a tagged union has one of them only."""
        kinds = [self.own_scalar, self.own_scalar, self.own_bit_field, self.own_array,
                 self.own_unnamed, lambda: self.own_unnamed(name="")]
        if self.own_records():
            kinds.append(self.own_member)
        return [self.random.choice(kinds)() for _ in range(self.random.randint(least, most))]

    def scope(self):
        return self.random.choice(["", "", "mine::", "mine::deep::"])

    def plain(self):
        name = self.name("plain")
        made = Record(name, "struct", self.own_members(1, 4), cxx_name=self.scope() + name,
                      own=True)
        self.records.append(made)
        return made

    # Tagged unions

    def tagged_union(self, bases=()):
        name = self.name("tagged")
        made = TaggedUnion(name, "struct", [], list(bases), self.scope() + name, own=True)
        named = self.random.random() < 0.4
        members = [self.alternative(made) for _ in range(self.random.randint(1, 4))]
        made.part = Member(self.name("u") if named else "", Record("", "union", members, own=True))
        made.tag = Member(self.name("tag"), self.tag_type(made, named))
        made.tag.any_bytes = integer_of(made.tag.type) != "bool"
        part = [made.tag, made.part]
        if self.random.random() < 0.35:
            part.reverse()
        before, after = (self.own_members(0, 2) if self.random.random() < 0.3 else []
                         for _ in range(2))
        made.members = [*before, *part, *after]
        if not bases and self.random.random() < 0.5:
            self.make_template(made)
        if not bases:
            self.records.append(made)
        return made

    def alternative(self, outer):
        """A member of the union."""
        kinds = [self.own_scalar, self.own_array, self.own_unnamed, self.own_unnamed,
                 lambda: self.own_unnamed("union"), lambda: self.own_class(outer)]
        if self.own_records():
            kinds += [self.own_member, self.own_member]
        return self.random.choice(kinds)()

    def own_class(self, outer):
        """A class that the tagged union declares is the alternative itself."""
        inner = Record(self.name("inner"), "struct", self.own_members(1, 3), nested_in=outer,
                       own=True)
        inner.cxx_name = f"{outer.cxx_name}::{inner.name}"
        self.records.append(inner)
        return Member(self.name("n"), inner)

    def tag_type(self, made, named_union):
        """Also settles the alternatives and which members of the union have no name."""
        members = made.part.type.members
        kinds = ["integer", "positional", "by name"]
        kind = self.random.choice(kinds)
        underlying = self.random.choice(TAGS)
        count = len(members) + (self.random.randint(0, 2) if kind == "by name" else 0)
        if underlying == "bool" and count > 2:
            underlying = "unsigned char"
        if kind == "integer":
            made.alternatives = [Alternative(each.name, number, each)
                                 for number, each in enumerate(members)]
            return underlying
        values = list(range(count))
        low, high = TAG_RANGES[underlying]
        if high > count and self.random.random() < 0.4:
            values = self.random.sample(sorted({low, high, *(
                self.random.randint(low, high) for _ in range(3 * count))}), count)
        scoped = self.random.random() < 0.5
        place = self.random.choice(["outside", "inside", "member"])
        if kind == "by name":
            # An anonymous union's members are the class's, as an unscoped enum's enumerators.
            scoped = scoped or place != "outside" and not named_union
            names = [each.name for each in members]
            names += [self.name("e") for _ in range(count - len(members))]
            self.random.shuffle(names)
        else:
            names = [self.name("e") for _ in range(count)]
        enumerators = [
            Enumerator(name, value, self.name("Renamed") if self.random.random() < 0.1 else name)
            for name, value in zip(names, values)]
        self.settle_alternatives(made, enumerators, kind == "by name")
        if kind == "positional":
            for each in members:
                if each.is_record() and not each.type.name and self.random.random() < 0.4:
                    each.name = ""
        if self.random.random() < 0.2:
            # A second name for a value is no second alternative.
            twice = self.random.choice(enumerators)
            name = self.name("e")
            enumerators.append(Enumerator(name, twice.value, name))
        unnamed = place == "member" and not scoped and self.random.random() < 0.3
        return Enum("" if unnamed else self.name("kind"), underlying, scoped, place, enumerators)

    @staticmethod
    def settle_alternatives(made, enumerators, by_name):
        members = made.part.type.members
        for number, each in enumerate(sorted(enumerators, key=lambda each: each.value)):
            member = members[number] if not by_name else next(
                (member for member in members if member.name == each.name), None)
            made.alternatives.append(Alternative(each.btf_name, each.value, member))

    def make_template(self, made):
        """Of one parameter: the type of an alternative."""
        scalars = [each for each in made.part.type.members
                   if each.type in SCALARS and not each.dimensions]
        enum = made.tag.type
        outside = isinstance(enum, Enum) and enum.place == "outside"
        # A template's members and enumerators can't be given names.
        renamed = isinstance(enum, Enum) and any(
            each.btf_name != each.name for each in enum.enumerators)
        if not scalars or outside or renamed or any(each.nested_in is made for each in self.records):
            return
        made.parameter = self.random.choice(scalars)
        type_name = made.parameter.type
        made.name += "_" + type_name.replace(" ", "_")
        made.cxx_name += f"<{type_name}>"
        made.template = True

    # The map's value

    def value(self):
        make = self.random.choice([self.own_value, self.own_value, self.derived_record,
                                   self.library, self.library])
        return Value(self.name("v"), make())

    def own_value(self):
        return self.random.choice(self.own_records())

    def derived_record(self):
        """A class of the program's own with bases, or a tagged union with some."""
        bases = self.random.sample(self.own_records(),
                                   min(len(self.own_records()), self.random.randint(1, 2)))
        if self.random.random() < 0.4:
            made = self.tagged_union(bases)
        else:
            name = self.name("derived")
            made = Record(name, "struct", self.own_members(0, 2), bases, self.scope() + name,
                          own=True)
        self.derived.append(made)
        return made

    def library(self, depth=0):
        template = self.random.choice(["variant", "variant", "optional", "expected"])
        count = {"variant": self.random.randint(2, 4), "optional": 1, "expected": 2}[template]
        arguments = [self.argument(depth) for _ in range(count)]
        if template == "expected":
            # An error is copied, which reads all of it.
            arguments[1] = self.random.choice(list(SCALARS))
        if template == "variant" and self.random.random() < 0.3:
            arguments[0] = "std::monostate"
        return Library(template, arguments)

    def argument(self, depth):
        kinds = [lambda: self.random.choice(list(SCALARS))]
        small = [each for each in self.own_records() if most_bytes(each) <= MOST_IN_LIBRARY]
        if small:
            kinds.append(lambda: self.random.choice(small))
        if depth < 2:
            kinds.append(lambda: self.library(depth + 1))
        return self.random.choice(kinds)()


def most_bytes(record):
    """No more than these are in an object of `record`."""
    return sum(
        math.prod(member.dimensions) * (most_bytes(member.type) if member.is_record() else 8)
        for member in record.all_members())


def integer_of(type_):
    """Of a tag."""
    return type_.underlying if isinstance(type_, Enum) else type_
