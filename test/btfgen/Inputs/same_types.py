"""Compares the types of BTFs, given as JSON, by name: the original's and a compiled header's.

  same_types.py ORIGINAL.json COMPILED.json...

Every struct, union, enum and typedef with a name has to be in one of the latter with the same size,
members, offsets, bit fields, enumerators and types. Where the original has several types of one
name, the header has flavors (foo___2); each original has to equal one of them. Prints the
differences, but those in EXPECTED, and fails if there is one.
"""
import collections
import json
import re
import sys

# A kernel's va_list is its machine's, a BPF program's is a pointer.
EXPECTED = {"__builtin_va_list", "warn_args"}
IS_CXX = sys.argv[2].endswith(".cpp.json")

# gcc and clang have different names for the same type.
INTEGERS = {
    "short int": "short",
    "short unsigned int": "unsigned short",
    "long int": "long",
    "long unsigned int": "unsigned long",
    "long long int": "long long",
    "long long unsigned int": "unsigned long long",
    "__int128 unsigned": "unsigned __int128",
    "bool": "_Bool",
}


def essential(name):
    """The name without the suffix that makes it unique."""
    return re.sub(r"___\d+$", "", name)


def without_own_typedef(body, kind, name):
    """A struct's body as C++ has it: in there its name is the struct's, whatever typedef there is."""
    if body == ("TYPEDEF", name):
        return kind, name
    if isinstance(body, (tuple, list)):
        return type(body)(without_own_typedef(part, kind, name) for part in body)
    return body


class Types:
    def __init__(self, path):
        with open(path) as stream:
            types = json.load(stream)["types"]
        self.by_id = {t["id"]: t for t in types}

    def named(self):
        """The bodies of all types with a name, by kind and name."""
        result = collections.defaultdict(list)
        for t in self.by_id.values():
            kind = t["kind"].removesuffix("64")
            if kind == "ENUM" and not t["values"]:
                continue
            if kind in ("STRUCT", "UNION", "ENUM", "TYPEDEF") and t["name"] != "(anon)":
                name = essential(t["name"])
                body = self.body(t)
                if IS_CXX and kind in ("STRUCT", "UNION"):
                    body = without_own_typedef(body, kind, name)
                result[kind, name].append(body)
        return result

    def body(self, t):
        if t["kind"] == "TYPEDEF":
            return self.reference(t["type_id"])
        if "values" in t:
            mask = 2 ** (8 * t["size"]) - 1
            return t["size"], [(essential(v["name"]), v["val"] & mask) for v in t["values"]]
        return t["size"], [
            (m["name"], m["bits_offset"], m.get("bitfield_size"), self.member_reference(m))
            for m in t["members"]]

    def member_reference(self, member):
        """clang drops the qualifiers of a struct without a name inside another one."""
        if member["name"] == "(anon)":
            return self.reference(self.skip_qualifiers(member["type_id"]))
        return self.reference(member["type_id"])

    def reference(self, type_id):
        """What a type that is referred to has to be: a name where it has one."""
        if type_id == 0:
            return "void"
        t = self.by_id[type_id]
        kind, name = t["kind"], essential(t["name"])
        if name != "(anon)":
            if kind in ("INT", "FLOAT"):
                return INTEGERS.get(name, name)
            return {"FWD": t.get("fwd_kind", "").upper(), "ENUM64": "ENUM"}.get(kind, kind), name
        if kind == "ARRAY":
            return kind, t["nr_elems"], self.reference(self.skip_qualifiers(t["type_id"]))
        if kind == "FUNC_PROTO":
            parameters = [self.reference(p["type_id"]) for p in t["params"]]
            return kind, self.reference(t["ret_type_id"]), parameters
        if "type_id" in t:
            target = self.skip_qualifiers(type_id)
            if self.kind(target) in ("ARRAY", "FUNC_PROTO"):
                return self.reference(target)
            return kind, self.reference(t["type_id"])
        return kind.removesuffix("64"), self.body(t)

    def kind(self, type_id):
        return self.by_id[type_id]["kind"] if type_id else "VOID"

    def skip_qualifiers(self, type_id):
        while self.kind(type_id) in ("CONST", "VOLATILE", "RESTRICT"):
            type_id = self.by_id[type_id]["type_id"]
        return type_id


original = Types(sys.argv[1]).named()
compiled = collections.defaultdict(list)
for path in sys.argv[2:]:
    for key, bodies in Types(path).named().items():
        compiled[key] += bodies
differences = 0
for (kind, name), bodies in original.items():
    candidates = compiled.get((kind, name), [])
    for body in bodies:
        if body not in candidates and name not in EXPECTED:
            differences += 1
            print(f"{kind} {name}: {body}\n    is not in {candidates}")
print(f"{sum(map(len, original.values()))} types, {differences} different")
sys.exit(differences != 0)
