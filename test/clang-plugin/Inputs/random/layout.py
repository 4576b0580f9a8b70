"""What BTF says of the program's own types (tagged.py) has to be their layout, and tagged unions have
the shape of docs/tagged-unions.md.

The shape follows from the model; each size and offset in it is a C++ expression, and a program for the
host prints what these are.
"""
import dataclasses
import json
import re

import emit_own
from model import ENUMS, Record
from tagged import POINTERS, Enum, Library, TaggedUnion, cxx_text, integer_of


@dataclasses.dataclass
class Shape:
    """Of a type. None is whatever BTF has."""
    kinds: tuple
    size: str = None            # in bytes, as are all expressions
    name: str = None
    count: int = None           # of an array
    element: object = None
    members: list = None        # of Part


@dataclasses.dataclass
class Part:
    name: str
    bits: str                   # where it begins; an expression
    width: int                  # of a bit field, otherwise 0
    shape: Shape


class NamedDefinitions(emit_own.Definitions):
    """With names for anonymous members, so that one can ask where they are. The layout is the same."""

    def name_of(self, member):
        return named(member)


def named(member):
    return member.name or f"anonymous_{id(member)}"


def btf_name(record):
    return re.sub("[^A-Za-z0-9]+", "_", record.cxx_name).strip("_")


def join(path, member):
    return f"{path}.{named(member)}" if path else named(member)


class Layout:
    def __init__(self, generator, values):
        self.generator = generator
        self.values = values
        self.asked = {}         # expression: its number in what the program prints

    def ask(self, expression):
        self.asked.setdefault(expression, len(self.asked))
        return expression

    # Shapes

    def shape(self, type_, dimensions=()):
        if dimensions:
            return Shape(("ARRAY",), count=dimensions[0],
                         element=self.shape(type_, dimensions[1:]))
        if isinstance(type_, Record):
            return self.record(type_)
        if isinstance(type_, Library):
            return self.library(type_)
        if type_ in POINTERS:
            return Shape(("PTR",))
        if type_ == "std::monostate":
            return Shape(("STRUCT",), self.ask(f"sizeof({type_})"), members=[])
        kinds = ("ENUM", "ENUM64") if type_ in ENUMS or isinstance(type_, Enum) else ("INT",)
        return Shape(kinds, self.ask(f"sizeof({cxx_text(type_)})"))

    def record(self, record):
        text = cxx_text(record)
        return Shape(("STRUCT",), self.ask(f"sizeof({text})"), btf_name(record),
                     members=self.parts(record, text))

    def parts(self, record, text):
        """The members of `record` and its bases, as those of the class `text`."""
        parts = [part for base in record.bases for part in self.parts(base, text)]
        if not isinstance(record, TaggedUnion):
            return parts + [self.part(each, text, "", "0") for each in record.members]
        for member in record.members:
            if member is record.begin():
                parts.append(self.tagged_part(record, text))
            elif member not in (record.tag, record.part):
                parts.append(self.part(member, text, "", "0"))
        return parts

    def part(self, member, text, path, base):
        """`member` at `path` of the class `text`, its offset counted from that of `base`, in bits."""
        path = join(path, member)
        bits = f"{'BITS' if member.bits else 'OFFSET'}({text}, {path})"
        if member.is_record() and not member.type.name:
            shape = self.unnamed(member.type, text, path)
        else:
            shape = self.shape(member.type, member.dimensions)
        return Part(member.name or "(anon)", self.ask(f"{bits} - {base}"), member.bits, shape)

    def unnamed(self, record, text, path):
        return Shape((record.kind.upper(),), self.ask(f"SIZE({text}, {path})"), "(anon)",
                     members=self.unnamed_parts(record, text, path, f"OFFSET({text}, {path})"))

    def unnamed_parts(self, record, text, path, base):
        return [self.part(each, text, path, base) for each in record.members]

    def tagged_part(self, record, text):
        tag, union = (named(each) for each in (record.tag, record.part))
        begin = f"OFFSET({text}, {named(record.begin())})"
        own_text = cxx_text(record)
        if record.is_last():
            size = (f"sizeof({own_text}) - OFFSET({own_text}, {named(record.begin())}) / 8")
        else:
            ends = [f"OFFSET({text}, {each}) / 8 + SIZE({text}, {each})" for each in (tag, union)]
            size = f"std::max({ends[0]}, {ends[1]}) - {begin} / 8"
        size = self.ask(size)
        tag_part = Part("(anon)", self.ask(f"OFFSET({text}, {tag}) - {begin}"), 0,
                        Shape(("INT",), self.ask(f"sizeof({integer_of(record.tag.type)})")))
        if record.tag is not record.begin():
            holder = Shape(("STRUCT",), size, "(anon)", members=[tag_part])
            tag_part = Part("(anon)", self.ask("0"), 0, holder)
        alternatives = [
            Part(each.name, self.ask("0"), 0,
                 Shape(("STRUCT",), size, each.name,
                       members=self.alternative(record, each, text, union, begin)))
            for each in record.alternatives]
        return Part("(anon)", self.ask(begin), 0,
                    Shape(("UNION",), size, "(anon)", members=[tag_part, *alternatives]))

    def alternative(self, record, alternative, text, union, begin):
        member = alternative.member
        if member is None:
            return []
        path = f"{union}.{named(member)}"
        is_class = member.is_record() and not member.dimensions and member.type.kind == "struct"
        if is_class and not member.type.name:
            return self.unnamed_parts(member.type, text, path, begin)
        if is_class and member.type.nested_in is record:
            here = f"OFFSET({text}, {path})"
            parts = self.parts(member.type, cxx_text(member.type))
            return [Part(each.name, self.ask(f"{each.bits} + {here} - {begin}"), each.width,
                         each.shape) for each in parts]
        part = self.part(member, text, union, begin)
        return [Part("__0", part.bits, part.width, part.shape)]

    def library(self, type_):
        text = cxx_text(type_)
        # Behind empty bases, if they can't be where the first alternative is.
        begin = f"storage_of<{text}>()"
        size = self.ask(f"sizeof({text}) - {begin}")
        tag = Part("(anon)", self.ask(f"8 * (tag_of<{text}>() - {begin})"), 0, Shape(("INT",)))
        holder = Part("(anon)", self.ask("0"), 0,
                      Shape(("STRUCT",), size, "(anon)", members=[tag]))
        shapes = [self.shape(each) for each in type_.arguments]
        empty = Shape(("STRUCT",), size, "nullopt", members=[])
        by_template = {"variant": [(None, each) for each in shapes],
                       "optional": [("nullopt", empty), ("value", shapes[0])],
                       "expected": [("error", shapes[-1]), ("value", shapes[0])]}
        alternatives = [Part(name, self.ask("0"), 0, shape)
                        for name, shape in by_template[type_.template]]
        union = Shape(("UNION",), size, "(anon)", members=[holder, *alternatives])
        return Shape(("STRUCT",), self.ask(f"sizeof({text})"),
                     members=[Part("(anon)", self.ask(f"8 * {begin}"), 0, union)])

    def shapes(self):
        """Of all types that BTF may have, each by a name of its own."""
        own = [each for each in [*self.generator.records, *self.generator.derived]
               if each.own and each.nested_in is None]
        shapes = [self.record(each) for each in own]
        if self.values.values:
            parts = [Part(each.name, self.ask(f"OFFSET(values, {each.name})"), 0,
                          self.shape(each.type)) for each in self.values.values]
            shapes.append(Shape(("STRUCT",), self.ask("sizeof(values)"), "values", members=parts))
        return shapes

    def host_source(self):
        """The program that prints what the expressions are."""
        definitions = NamedDefinitions(self.generator, {})
        prints = "\n".join(f'  printf("%zu\\n", std::size_t({each}));' for each in self.asked)
        return f"""#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <new>
{self.values.includes()}
{emit_own.enums()}
{definitions.all()}
{self.values.definition()}
{HELPERS}
{LIBRARY_HELPERS if self.values.needs_library() else ""}
int main() {{
{prints}
}}
"""


HELPERS = """#define OFFSET(type, path) (offsetof(type, path) * 8)
#define SIZE(type, path) sizeof(((type*)nullptr)->path)

// Of a bit field: the first bit that is 1.
inline std::size_t first_bit(const unsigned char* bytes) {
  std::size_t bit = 0;
  while ((bytes[bit / 8] >> bit % 8 & 1) == 0) ++bit;
  return bit;
}
#define BITS(type, path) ([] {                                   \\
    alignas(type) unsigned char bytes[sizeof(type)] = {};        \\
    reinterpret_cast<type*>(bytes)->path = -1;                   \\
    return first_bit(bytes); }())"""

LIBRARY_HELPERS = """// Of a class of the library: one whose tag is 1.
template <class T>
struct Object {
  alignas(T) unsigned char bytes[sizeof(T)] = {};
  T* object;
  Object() {
    if constexpr (is_variant) object = ::new (bytes) T(std::in_place_index<1>);
    else object = ::new (bytes) T(std::in_place);
  }
  static constexpr bool is_variant = requires(T variant) { variant.valueless_by_exception(); };
};
template <class T>
std::size_t storage_of() {
  Object<T> made;
  const void* storage;
  if constexpr (made.is_variant) storage = std::get_if<1>(made.object);
  else storage = &**made.object;
  return static_cast<const unsigned char*>(storage) - made.bytes;
}
// The tag is behind the storage: the last byte that isn't 0.
template <class T>
std::size_t tag_of() {
  Object<T> made;
  std::size_t last = sizeof made.bytes - 1;
  while (made.bytes[last] == 0) --last;
  return last;
}"""


# Comparison

class Btf:
    def __init__(self, text):
        self.types = {each["id"]: each for each in json.loads(text)["types"]}

    def named(self, name):
        return [each["id"] for each in self.types.values()
                if each["name"] == name and each["kind"] == "STRUCT"]

    def compare(self, id_, shape, numbers, where):
        """Says how the type is different from `shape`, in one line each."""
        found = self.types[id_]
        if found["kind"] not in shape.kinds:
            return [f"{where}: {found['kind']}, not {' or '.join(shape.kinds)}"]
        if shape.count is not None:
            count = found["nr_elems"]
            wrong = [] if count == shape.count else [f"{where}: {count} elements, not {shape.count}"]
            return wrong + self.compare(found["type_id"], shape.element, numbers, where + "[]")
        wrong = []
        if shape.name is not None and found["name"] != shape.name:
            wrong.append(f"{where}: called '{found['name']}', not '{shape.name}'")
        if shape.size is not None and found["size"] != numbers[shape.size]:
            wrong.append(f"{where}: {found['size']} bytes, not {numbers[shape.size]}")
        if shape.members is None:
            return wrong
        if len(found["members"]) != len(shape.members):
            return wrong + [f"{where}: {len(found['members'])} members, not {len(shape.members)}"]
        for member, part in zip(found["members"], shape.members):
            at = f"{where}.{part.name}"
            if part.name is not None and member["name"] != part.name:
                wrong.append(f"{at}: called '{member['name']}'")
            if member["bits_offset"] != numbers[part.bits]:
                wrong.append(f"{at}: at bit {member['bits_offset']}, not {numbers[part.bits]}")
            width = member.get("bitfield_size", 0)
            # The kernel wants to be told the width of some enums (docs/random-programs.md).
            type_ = self.types[member["type_id"]]
            told = type_["kind"] == "ENUM" and width == 8 * type_["size"]
            if width != part.width and not told:
                wrong.append(f"{at}: {width} bits, not {part.width}")
            wrong += self.compare(member["type_id"], part.shape, numbers, at)
        return wrong


def complaints(btf_text, shapes, numbers):
    """`numbers`: what the expressions of the shapes are. Types that nothing needs aren't in BTF."""
    btf = Btf(btf_text)
    wrong = [line for shape in shapes for id_ in btf.named(shape.name)
             for line in btf.compare(id_, shape, numbers, shape.name)]
    if any(shape.name == "values" for shape in shapes) and not btf.named("values"):
        wrong.append("values: there is no such type")
    return wrong
