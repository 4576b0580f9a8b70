"""The program in C++: the classes under preserve_access_index, and a read of each path in one of the
ways in which C++ gets at a member."""
import emit_own
from model import ENUMS, path_text
from tagged import Enum

ATTRIBUTES = ["[[btf::preserve_access_index]]", "[[clang::preserve_access_index]]",
              "__attribute__((preserve_access_index))"]


class Program:
    def __init__(self, generator, root):
        self.random = generator.random
        self.records = generator.records
        self.root = root
        self.by_pragma = self.random.random() < 0.25
        self.methods = {}       # of a record's name: the lines of its methods
        self.functions = []     # at namespace scope, behind the types
        self.own = emit_own.Definitions(generator, self.methods)
        self.values = emit_own.Values(generator)

    # The types

    def member(self, member, indent):
        if member.is_record() and not member.type.name:
            body = [line for each in member.type.members
                    for line in self.member(each, indent + "  ")]
            return [f"{indent}{member.type.kind} {{", *body, f"{indent}}};"]
        type_name = member.type.cxx_name if member.is_record() else member.type
        dimensions = "".join(f"[{size}]" for size in member.dimensions)
        width = f" : {member.bits}" if member.bits else ""
        return [f"{indent}{type_name} {member.name}{dimensions}{width};"]

    def definition(self, record, indent=""):
        attribute = "" if self.by_pragma else self.random.choice(ATTRIBUTES) + " "
        if record.template:
            template = record.cxx_name.split("<")[0]
            return [f"template <class T> struct {attribute}{template} {{",
                    f"  T {record.members[0].name};",
                    *self.methods.get(record.name, []), "};"]
        keyword = "union" if record.kind == "union" else self.random.choice(["struct", "class"])
        bases = ", ".join("public " + base.cxx_name for base in record.bases)
        lines = [f"{indent}{keyword} {attribute}{record.name}{' : ' + bases if bases else ''} {{",
                 f"{indent} public:"]
        inner = [each for each in self.records if each.nested_in is record]
        for each in inner:
            lines += self.definition(each, indent + "  ")
        for member in record.members:
            lines += self.member(member, indent + "  ")
        lines += self.methods.get(record.name, [])
        # Neither takes room in BTF.
        if self.random.random() < 0.3 and record.kind == "struct":
            lines.append(f"{indent}  static constexpr int constant = 1;")
        lines.append(f"{indent}}};")
        return lines

    def types(self):
        lines = [emit_own.enums(), self.own.all()]
        if self.by_pragma:
            lines.append("#pragma clang attribute push(__attribute__((preserve_access_index)), "
                         "apply_to = record)")
        for record in self.records:
            if record.nested_in is not None or record.own:
                continue
            scopes = emit_own.scopes(record)
            lines += [f"namespace {scope} {{" for scope in scopes]
            lines += self.definition(record)
            lines += ["}" for _ in scopes]
        if self.by_pragma:
            lines.append("#pragma clang attribute pop")
        return "\n".join(lines)

    # The reads: each returns an expression of `object`, a pointer to the root

    def direct(self, path, _):
        return f"object->{path_text(path)}"

    def variable_index(self, path, number):
        last = path[-1]
        if len(last.indices) != 1:
            return self.direct(path, number)
        index, size = last.indices[0], last.member.dimensions[0]
        before = path_text(path[:-1])
        return (f"object->{before + '.' if before else ''}{last.member.name}"
                f"[opaque({index}) < {size} ? opaque({index}) & 3 : 0]")

    def through_reference(self, path, number):
        cuts = self.cuts(path)
        if not cuts:
            return self.direct(path, number)
        cut = self.random.choice(cuts)
        return (f"[&] {{ const auto& part = object->{path_text(path[:cut])}; "
                f"return {self.value('part.' + path_text(path[cut:]), path)}; }}()")

    def through_pointer(self, path, number):
        cuts = self.cuts(path)
        if not cuts:
            return self.direct(path, number)
        cut = self.random.choice(cuts)
        return (f"[&] {{ const auto* part = &object->{path_text(path[:cut])}; "
                f"return {self.value('part->' + path_text(path[cut:]), path)}; }}()")

    def cuts(self, path):
        """Where the path is at a record that has a name."""
        return [i for i in range(1, len(path))
                if path[i - 1].member.name and path[i - 1].member.is_record()]

    def lambda_(self, path, _):
        text = path_text(path)
        return self.random.choice([
            f"[=] {{ return {self.value('object->' + text, path)}; }}()",
            f"[](const auto* o) {{ return {self.value('o->' + text, path)}; }}(object)",
            f"[](auto& o) {{ return {self.value('o.' + text, path)}; }}(*object)"])

    def method(self, path, number):
        owner = self.owner(path)
        if owner.template or owner.kind == "union":
            return self.direct(path, number)
        name = f"get_{number}"
        prefix = self.random.choice(["", "constexpr ", "inline "])
        this = self.random.choice(["", "this->"])
        self.methods.setdefault(owner.name, []).append(
            f"  {prefix}auto {name}() const {{ return {self.value(this + path_text(path), path, 'this')}; }}")
        return f"object->{name}()"

    def call_operator(self, path, number):
        owner = self.owner(path)
        if owner.template or owner.kind == "union":
            return self.direct(path, number)
        self.methods.setdefault(owner.name, []).append(
            f"  template <int number> requires(number == {number}) "
            f"auto read_{number}() const {{ return {self.value(path_text(path), path, 'this')}; }}")
        return f"object->template read_{number}<{number}>()"

    def free_function(self, path, number):
        owner = self.owner(path)
        linkage = self.random.choice(["static", "inline", "[[gnu::noinline]] static"])
        self.functions.append(
            f"{linkage} unsigned long long read_{number}(const {owner.cxx_name}& o) {{ "
            f"return (unsigned long long)(long long){self.value('o.' + path_text(path), path)}; }}")
        return f"read_{number}(*object)"

    def function_template(self, path, number):
        self.functions.append(
            f"template <class T> inline auto read_{number}(T* o) {{ "
            f"return {self.value('o->' + path_text(path), path)}; }}")
        return f"read_{number}(object)"

    def own_method(self, path, number):
        """Of a type within the path that isn't relocated."""
        cuts = self.own_cuts(path)
        if not cuts:
            return self.direct(path, number)
        cut = self.random.choice(cuts)
        self.methods.setdefault(path[cut - 1].member.type.name, []).append(
            f"  auto get_{number}() const {{ return {self.value(path_text(path[cut:]), path)}; }}")
        return f"object->{path_text(path[:cut])}.get_{number}()"

    def own_function(self, path, number):
        cuts = self.own_cuts(path)
        if not cuts:
            return self.direct(path, number)
        cut = self.random.choice(cuts)
        linkage = self.random.choice(["static inline", "[[gnu::noinline]] static"])
        name = path[cut - 1].member.type.cxx_name
        self.functions.append(
            f"{linkage} unsigned long long read_{number}(const {name}& o) {{ "
            f"return (unsigned long long)(long long)"
            f"{self.value('o.' + path_text(path[cut:]), path)}; }}")
        return f"read_{number}(object->{path_text(path[:cut])})"

    def own_cuts(self, path):
        return [i for i in self.cuts(path)
                if path[i - 1].member.type.own and path[i - 1].member.type.name]

    def owner(self, path):
        """The class that declares the path's first member."""
        found = [each for each in [self.root, *self.root.all_bases()]
                 if any(member is path[0].member for member in each.members)]
        return found[0]

    def value(self, expression, path, this=None):
        """An enum as a number, so that the reads have one form."""
        if path[-1].member.type in ENUMS or isinstance(path[-1].member.type, Enum):
            return f"static_cast<long long>({expression})"
        return expression

    def read(self, path, number):
        ways = [self.direct, self.variable_index, self.through_reference, self.through_pointer,
                self.lambda_, self.method, self.call_operator, self.free_function,
                self.function_template]
        if self.own_cuts(path):
            ways += [self.own_method, self.own_function] * 2
        way = self.random.choice(ways)
        return way(path, number)

    def source(self, paths, room):
        reads = [self.read(path, number) for number, path in enumerate(paths)]
        body = "\n".join(
            f"  out->numbers[{number}] = (unsigned long long)(long long)({read});"
            for number, read in enumerate(reads))
        types = self.types()
        functions = "\n".join(self.functions)
        count = len(paths) + len(self.values.values)
        own_map = 'SEC(".maps") btfkit::array_map<values, 1> own_values;' if count > len(paths) else ""
        return f"""#include <btfkit/bpf.hpp>
{self.values.includes()}{types}
{self.values.text()}
struct numbers {{ unsigned long long numbers[{count}]; }};
struct room {{ unsigned char bytes[{room}]; }};
SEC(".maps") btfkit::array_map<room, 1> input;
SEC(".maps") btfkit::array_map<numbers, 1> output;
{own_map}

// A number that the compiler doesn't know.
static inline unsigned opaque(unsigned number) {{
  asm volatile("" : "+r"(number));
  return number;
}}
{functions}
SEC("syscall") int program(void*) {{
  auto* in = input.lookup(0);
  auto* out = output.lookup(0);
  if (in == nullptr || out == nullptr) return 1;
  const auto* object = reinterpret_cast<const {self.root.cxx_name}*>(in);
{body}
{self.read_back(len(paths))}  return 0;
}}
LICENSE("GPL");
"""

    def read_back(self, first):
        if not self.values.values:
            return ""
        return f"""  auto* own = own_values.lookup(0);
  if (own == nullptr) return 1;
  const auto* n = reinterpret_cast<const unsigned long long*>(in);
{self.values.calls(first)}
"""

    def host_source(self):
        """A program for the host that does with the values what the program does."""
        count = len(self.values.values)
        return f"""#include <cstdio>
{self.values.includes()}
{emit_own.enums()}
{self.own.all()}
{self.values.text()}
struct numbers {{ unsigned long long numbers[{count} + 1]; }};
int main(int, char** argv) {{
  static unsigned long long n[{emit_own.NUMBERS} * {count} + 1];
  static numbers read;
  static values stored;
  auto* own = &stored;
  auto* out = &read;
  FILE* file = fopen(argv[1], "rb");
  if (!file || fread(n, sizeof n, 1, file) != 1) return 1;
{self.values.calls(0)}
  for (int i = 0; i < {count}; i++) printf("%llu\\n", out->numbers[i]);
}}
"""
