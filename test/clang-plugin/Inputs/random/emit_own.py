"""In C++: the program's own types (tagged.py), and functions that store values in them and read them
back. The program and a program for the host have the same text."""
from model import ENUMS, Record
from tagged import Enum, Library, TaggedUnion, cxx_text

NUMBERS = 16    # that a value is made of, at most


def enums():
    """What relocated records and own types have in common."""
    return "\n".join(f"enum class {name} : {underlying} {{ none, one }};"
                     for name, underlying in ENUMS.items())


def literal(number):
    return f"{number}ull" if number >= 0 else f"({number}ll)"


def scopes(record):
    return record.cxx_name.split("<")[0].split("::")[:-1]


def plain_name(record):
    return record.cxx_name.split("<")[0].split("::")[-1]


class Definitions:
    """The types. `methods`: of a record's name, the lines of its methods."""

    def __init__(self, generator, methods):
        self.records = generator.records
        self.derived = generator.derived
        self.methods = methods

    def all(self):
        """The definitions of all own types."""
        lines = []
        for record in [*self.records, *self.derived]:
            if record.own and record.nested_in is None:
                lines += self.in_scopes(record)
        return "\n".join(lines)

    def enum(self, enum):
        names = ", ".join(
            each.name + (f' [[btf::name("{each.btf_name}")]]' if each.btf_name != each.name else "")
            + f" = static_cast<{enum.underlying}>({literal(each.value)})"
            for each in enum.enumerators)
        keyword = "enum class" if enum.scoped else "enum"
        return f"{keyword} {enum.name} : {enum.underlying} {{ {names} }}"

    def member(self, member, indent, record):
        if member.is_record() and not member.type.name:
            body = [line for each in member.type.members
                    for line in self.member(each, indent + "  ", record)]
            name = self.name_of(member)
            return [f"{indent}{member.type.kind} {{", *body,
                    f"{indent}}}{' ' + name if name else ''};"]
        if isinstance(member.type, Enum):
            type_name = self.enum(member.type) if member.type.place == "member" else member.type.name
        elif member is getattr(record, "parameter", None):
            type_name = "T"
        else:
            type_name = cxx_text(member.type)
        dimensions = "".join(f"[{size}]" for size in member.dimensions)
        width = f" : {member.bits}" if member.bits else ""
        return [f"{indent}{type_name} {member.name}{dimensions}{width};"]

    def name_of(self, member):
        return member.name

    def definition(self, record, indent=""):
        lines = []
        enum = record.tag.type if isinstance(record, TaggedUnion) else None
        if isinstance(enum, Enum) and enum.place == "outside":
            lines.append(f"{indent}{self.enum(enum)};")
        attribute = f'[[btf::tagged_union("{record.tag.name}")]] ' if enum else ""
        bases = ", ".join("public " + base.cxx_name for base in record.bases)
        if record.template:
            lines.append(f"{indent}template <class T>")
        lines.append(f"{indent}struct {attribute}{plain_name(record)}"
                     f"{' : ' + bases if bases else ''} {{")
        if isinstance(enum, Enum) and enum.place == "inside":
            lines.append(f"{indent}  {self.enum(enum)};")
        for each in self.records:
            if each.nested_in is record:
                lines += self.definition(each, indent + "  ")
        for member in record.members:
            lines += self.member(member, indent + "  ", record)
        return [*lines, *self.methods.get(record.name, []), f"{indent}}};"]

    def in_scopes(self, record):
        names = scopes(record)
        return [*(f"namespace {name} {{" for name in names), *self.definition(record),
                *("}" for _ in names)]


class Values:
    """struct values, the map's value, and

      store(T& to, const unsigned long long* n)   makes a value of the numbers at `n`,
      number_of(const T& from)                    makes a number of a value

    for each type in it. A tagged union's alternative is chosen by a number, so that each is stored by
    some input, and read is what its tag says.
    """

    def __init__(self, generator):
        self.random = generator.random
        self.values = generator.values
        self.known = []         # names of types that have the functions
        self.lines = []

    def needs_library(self):
        return any(isinstance(each.type, Library) for each in self.values)

    def includes(self):
        names = ["expected", "optional", "variant"] if self.needs_library() else []
        return "".join(f"#include <{name}>\n" for name in names)

    def text(self):
        """The same each time that it is asked for."""
        if not self.values:
            return ""
        if not self.known:
            for each in self.values:
                self.functions(each.type)
        return "\n".join([self.definition(), *self.lines])

    def definition(self):
        members = "\n".join(f"  {cxx_text(each.type)} {each.name};" for each in self.values)
        return f"struct values {{\n{members}\n}};" if self.values else ""

    def calls(self, first):
        """Lines that store each value at `own` and read it back into `out`."""
        lines = []
        for number, each in enumerate(self.values):
            lines += [f"  store(own->{each.name}, n + {NUMBERS * number});",
                      '  asm volatile("" ::: "memory");',
                      f"  out->numbers[{first + number}] = number_of(own->{each.name});"]
        return "\n".join(lines)

    def functions(self, type_):
        name = cxx_text(type_)
        if name in self.known or not isinstance(type_, (Library, Record)):
            return
        self.known.append(name)
        store, read = (self.of_library if isinstance(type_, Library) else
                       self.of_tagged_union if isinstance(type_, TaggedUnion) else
                       self.of_record)(type_)
        self.lines += [f"static inline void store({name}& to, const unsigned long long* n) {{",
                       *store, "}",
                       f"static inline unsigned long long number_of(const {name}& from) {{",
                       *read, "}"]

    def set(self, member, path, n):
        """Lines that store at `to.path`, and an expression of `from.path`."""
        if member.is_record() and not member.dimensions and member.type.name:
            self.functions(member.type)
            return [f"store(to.{path}, {n});"], f"number_of(from.{path})"
        if member.is_record():
            # An element, or a member of a record without a name.
            index = "".join(f"[{self.random.randrange(size)}]" for size in member.dimensions)
            if member.type.name:
                self.functions(member.type)
                return [f"store(to.{path}{index}, {n});"], f"number_of(from.{path}{index})"
            inner = self.random.choice(member.type.members)
            before = f"{path}." if path else ""
            return self.set(inner, before + inner.name if inner.name else path, n)
        index = "".join(f"[{self.random.randrange(size)}]" for size in member.dimensions)
        type_name = self.value_type(member, path)
        return ([f"to.{path}{index} = ({type_name})*({n});"],
                f"(unsigned long long)from.{path}{index}")

    @staticmethod
    def value_type(member, path):
        return f"decltype(to.{path})" if isinstance(member.type, Enum) else member.type

    def of_record(self, record):
        member = self.random.choice(record.all_members())
        store, read = self.set(member, member.name, "n")
        return ["  " + line for line in store], [f"  return {read};"]

    def of_tagged_union(self, record):
        tag = record.tag.name
        store, read = [], []
        for number, each in enumerate(record.alternatives):
            value = f"static_cast<decltype(record.{tag})>({literal(each.value)})"
            store.append(f"    case {number}:")
            store.append(f"      to.{tag} = {value.replace('record.', 'to.')};")
            read.append(f"    case {value.replace('record.', 'from.')}:")
            if each.member is None:
                read.append(f"      return {number};")
            else:
                path = ".".join(filter(None, [record.part.name, each.member.name]))
                lines, expression = self.set(each.member, path, "n + 1")
                store += ["      " + line for line in lines]
                read.append(f"      return {number} + {expression};")
            store.append("      break;")
        return ([f"  switch (n[0] % {len(record.alternatives)}) {{", *store, "  }"],
                [f"  switch (from.{tag}) {{", *read, "    default: return 1000;", "  }"])

    def of_library(self, type_):
        for each in type_.arguments:
            self.functions(each)
        by_template = {"variant": self.of_variant, "optional": self.of_optional,
                       "expected": self.of_expected}
        return by_template[type_.template](type_)

    # In place: a copy of what isn't all set reads registers and stack that nobody wrote.

    @staticmethod
    def fill(type_, made, n):
        """A statement that stores at the argument `made` of the numbers at n."""
        if type_ == "std::monostate":
            return f"{made};"
        if isinstance(type_, str):
            return f"{made} = static_cast<{type_}>(*({n}));"
        return f"store({made}, {n});"

    @staticmethod
    def read_argument(type_, expression):
        if type_ == "std::monostate":
            return "5"
        if isinstance(type_, str):
            return f"(unsigned long long)({expression})"
        return f"number_of({expression})"

    def of_variant(self, type_):
        store, read = [], []
        for number, each in enumerate(type_.arguments):
            made = self.fill(each, f"to.template emplace<{number}>()", "n + 1")
            store.append(f"    case {number}: {made} break;")
            read.append(f"  if (auto* made = std::get_if<{number}>(&from)) "
                        f"return {number} + {self.read_argument(each, '*made')};")
        return [f"  switch (n[0] % {len(type_.arguments)}) {{", *store, "  }"], [*read,
                                                                            "  return 1000;"]

    def of_optional(self, type_):
        (each,) = type_.arguments
        return ([f"  if (n[0] % 2) {self.fill(each, 'to.emplace()', 'n + 1')}",
                 "  else to = std::nullopt;"],
                [f"  return from.has_value() ? {self.read_argument(each, '*from')} : 1000;"])

    def of_expected(self, type_):
        value, error = type_.arguments
        return ([f"  if (n[0] % 2) {{ {self.fill(value, 'to.emplace()', 'n + 1')} }}",
                 f"  else {{ to = std::unexpected<{error}>(0); "
                 f"{self.fill(error, 'to.error()', 'n + 1')} }}"],
                [f"  return from.has_value() ? {self.read_argument(value, '*from')} "
                 f": 1 + {self.read_argument(error, 'from.error()')};"])
