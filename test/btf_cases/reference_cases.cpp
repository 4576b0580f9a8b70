// What types may not refer to.
#include "btf_cases.h"

namespace btfkit::test {
namespace {

// `count` typedefs, each of the next one, and what the last one is of.
void typedefs(BtfWords& b, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) b.reference(Kind::kTypedef, b.next() + 1, "t");
}
void structs(BtfWords& b, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) b.structure("s", 4, {{"m", b.next() + 1, 0}});
}

// A type [2] of this kind, and what it refers to behind it.
template <Kind kKind>
void head_of(BtfWords& b) {
  if (kKind == Kind::kArray) {
    b.array(3, 1, 1);
  } else if (kKind == Kind::kVar) {
    b.variable("v", 3);
  } else if (kKind == Kind::kDatasec) {
    b.section(".data", 4, {{3, 0, 4}});
    b.variable("v", 4);
  } else if (kKind == Kind::kDeclTag) {
    b.tag("t", 3);
  } else {
    b.reference(kKind, 3, kKind == Kind::kTypeTag ? "t" : "");
  }
}
// The kernel names the type that it began with, not one of the loop or the deepest.
template <Kind kKind>
void loop(BtfWords& b) {
  head_of<kKind>(b);
  b.reference(Kind::kTypedef, b.next(), "t");
}
template <Kind kKind>
void depth(BtfWords& b) {
  head_of<kKind>(b);
  typedefs(b, 32);
  b.reference(Kind::kTypedef, 1, "t");
}
// 34 modifiers that are resolved in two halves, each not too deep.
template <Kind kKind>
void chain(BtfWords& b) {
  b.pointer(20);
  b.reference(kKind, b.next() + 1, kKind == Kind::kTypedef || kKind == Kind::kTypeTag ? "t" : "");
  typedefs(b, 32);
  b.reference(Kind::kTypedef, 1, "t");
}

const Case kCases[] = {
    {"const: of no type", "[2] CONST: Invalid type_id",
     [](BtfWords& b) { b.reference(Kind::kConst, 9); }},
    {"const: of a variable", "[3] CONST: Invalid type_id",
     [](BtfWords& b) { b.reference(Kind::kConst, b.variable("v", 1)); }},
    // It resolves to the function's prototype.
    {"const: of a function", "",
     [](BtfWords& b) { b.reference(Kind::kConst, b.function("f", b.prototype(0, {}))); }},
    {"const: of void", "", [](BtfWords& b) { b.reference(Kind::kConst, 0); }},
    {"pointer: to no type", "[2] PTR: Invalid type_id", [](BtfWords& b) { b.pointer(9); }},
    {"pointer: to a section", "[3] PTR: Invalid type_id",
     [](BtfWords& b) {
       b.section(".data", 4, {});
       b.pointer(2);
     }},
    {"pointer: to a function", "",
     [](BtfWords& b) { b.pointer(b.function("f", b.prototype(0, {}))); }},
    {"pointer: to itself", "[2] PTR: Loop detected", [](BtfWords& b) { b.pointer(2); }},
    {"pointer: to a pointer to it", "[2] PTR: Loop detected",
     [](BtfWords& b) {
       b.pointer(3);
       b.reference(Kind::kConst, 2);
     }},
    {"typedef: of itself", "[2] TYPEDEF: Loop detected",
     [](BtfWords& b) { b.reference(Kind::kTypedef, 2, "t"); }},
    {"variable: of no type", "[2] VAR: Invalid type_id", [](BtfWords& b) { b.variable("v", 9); }},
    {"variable: of a declaration tag", "[4] VAR: Invalid type_id",
     [](BtfWords& b) { b.variable("w", b.tag("t", b.variable("v", 1))); }},
    {"variable: of a forward declaration", "[3] VAR: Invalid type_id",
     [](BtfWords& b) { b.variable("v", b.reference(Kind::kFwd, 0, "x")); }},

    {"array: index of no type", "[2] ARRAY: Invalid index", [](BtfWords& b) { b.array(1, 9, 1); }},
    {"array: index that is no integer", "[3] ARRAY: Invalid index",
     [](BtfWords& b) { b.array(1, b.pointer(0), 1); }},
    {"array: index that is a bit field", "[3] ARRAY: Invalid index",
     [](BtfWords& b) { b.array(1, b.add(Kind::kInt, "x", 4, {3}), 1); }},
    {"array: element of no type", "[2] ARRAY: Invalid elem", [](BtfWords& b) { b.array(9, 1, 1); }},
    {"array: of a prototype", "[3] ARRAY: Invalid elem",
     [](BtfWords& b) { b.array(b.prototype(0, {}), 1, 1); }},
    {"array: of a typedef of void", "[3] ARRAY: Invalid elem",
     [](BtfWords& b) { b.array(b.reference(Kind::kTypedef, 0, "t"), 1, 1); }},
    {"array: of bit fields", "[3] ARRAY: Invalid array of int",
     [](BtfWords& b) { b.array(b.add(Kind::kInt, "x", 4, {3}), 1, 1); }},
    {"array: 4 GiB", "[2] ARRAY: Array size overflows U32_MAX",
     [](BtfWords& b) { b.array(1, 1, 0x40000000); }},
    {"array: less than 4 GiB", "", [](BtfWords& b) { b.array(1, 1, 0x3fffffff); }},
    {"array: of itself", "[2] ARRAY: Loop detected", [](BtfWords& b) { b.array(2, 1, 1); }},

    {"struct: a member of no type", "[2] STRUCT: Invalid member",
     [](BtfWords& b) { b.structure("s", 4, {{"m", 9, 0}}); }},
    {"struct: a function as member", "[4] STRUCT: Invalid member",
     [](BtfWords& b) {
       uint32_t f = b.function("f", b.prototype(0, {}));
       b.structure("s", 4, {{"m", f, 0}});
     }},
    {"struct: a typedef of void as member", "[3] STRUCT: Invalid member",
     [](BtfWords& b) {
       uint32_t t = b.reference(Kind::kTypedef, 0, "t");
       b.structure("s", 4, {{"m", t, 0}});
     }},
    {"struct: in itself", "[2] STRUCT: Loop detected",
     [](BtfWords& b) { b.structure("s", 4, {{"m", 2, 0}}); }},
    {"struct: a pointer to itself", "",
     [](BtfWords& b) {
       b.structure("s", 8, {{"m", 3, 0}});
       b.pointer(2);
     }},
    {"32 typedefs", "",
     [](BtfWords& b) {
       typedefs(b, 31);
       b.reference(Kind::kTypedef, 1, "t");
     }},
    {"33 typedefs", "[2] TYPEDEF: Exceeded max resolving depth:32",
     [](BtfWords& b) {
       typedefs(b, 32);
       b.reference(Kind::kTypedef, 1, "t");
     }},
    {"32 structs", "",
     [](BtfWords& b) {
       structs(b, 31);
       b.structure("s", 4, {{"m", 1, 0}});
     }},
    {"33 structs", "[2] STRUCT: Exceeded max resolving depth:32",
     [](BtfWords& b) {
       structs(b, 32);
       b.structure("s", 4, {{"m", 1, 0}});
     }},

    {"union: too deep", "[2] UNION: Exceeded max resolving depth:32",
     [](BtfWords& b) {
       b.structure("u", 4, {{"m", 3, 0}}, false, Kind::kUnion);
       structs(b, 31);
       b.structure("s", 4, {{"m", 1, 0}});
     }},

    {"prototype: returns no type", "[2] FUNC_PROTO: Invalid return type",
     [](BtfWords& b) { b.prototype(9, {}); }},
    {"prototype: returns a variable", "[3] FUNC_PROTO: Invalid return type",
     [](BtfWords& b) { b.prototype(b.variable("v", 1), {}); }},
    {"prototype: returns a forward declaration", "[3] FUNC_PROTO: Invalid return type",
     [](BtfWords& b) { b.prototype(b.reference(Kind::kFwd, 0, "x"), {}); }},
    {"prototype: variable arguments with a name", "[2] FUNC_PROTO: Invalid arg#2",
     [](BtfWords& b) { b.prototype(0, {{"a", 1}, {"b", 0}}); }},
    {"prototype: a parameter of no type", "[2] FUNC_PROTO: Invalid arg#1",
     [](BtfWords& b) { b.prototype(0, {{"a", 9}}); }},
    {"prototype: a parameter of void", "[2] FUNC_PROTO: Invalid arg#1",
     [](BtfWords& b) { b.prototype(0, {{"a", 0}, {"b", 1}}); }},
    {"prototype: a section as parameter", "[3] FUNC_PROTO: Invalid arg#1",
     [](BtfWords& b) {
       b.section(".data", 4, {});
       b.prototype(0, {{"a", 2}});
     }},
    {"prototype: a parameter's name", "[2] FUNC_PROTO: Invalid arg#1",
     [](BtfWords& b) { b.prototype(0, {{"a b", 1}}); }},
    {"function: no prototype", "[2] FUNC: Invalid type_id",
     [](BtfWords& b) { b.function("f", 1); }},
    {"function: a parameter without a name", "[3] FUNC: Invalid arg#2",
     [](BtfWords& b) { b.function("f", b.prototype(0, {{"a", 1}, {"", 1}})); }},

    {"section: an int in it", "[2] DATASEC: Not a VAR kind member",
     [](BtfWords& b) { b.section(".data", 4, {{1, 0, 4}}); }},
    {"section: less room than the variable's type", "[3] DATASEC: Invalid size",
     [](BtfWords& b) { b.section(".data", 4, {{b.variable("v", 1), 0, 2}}); }},

    {"declaration tag: on no type", "[2] DECL_TAG: Invalid type_id",
     [](BtfWords& b) { b.tag("t", 9); }},
    {"declaration tag: on an int", "[2] DECL_TAG: Invalid type_id",
     [](BtfWords& b) { b.tag("t", 1); }},
    {"declaration tag: on a variable's component", "[3] DECL_TAG: Invalid component_idx",
     [](BtfWords& b) { b.tag("t", b.variable("v", 1), 0); }},
    {"declaration tag: on a member that is not there", "[3] DECL_TAG: Invalid component_idx",
     [](BtfWords& b) { b.tag("t", b.structure("s", 4, {{"m", 1, 0}}), 1); }},
    {"declaration tag: on a parameter that is not there", "[4] DECL_TAG: Invalid component_idx",
     [](BtfWords& b) { b.tag("t", b.function("f", b.prototype(0, {{"a", 1}})), 1); }},

    {"a type tag behind a const", "[3] CONST: Type tags don't precede modifiers",
     [](BtfWords& b) { b.reference(Kind::kConst, b.reference(Kind::kTypeTag, 1, "t")); }},
    {"a type tag before a const", "",
     [](BtfWords& b) { b.reference(Kind::kTypeTag, b.reference(Kind::kConst, 1), "t"); }},

    {"array: leads to a loop", "[2] ARRAY: Loop detected", loop<Kind::kArray>},
    {"variable: leads to a loop", "[2] VAR: Loop detected", loop<Kind::kVar>},
    {"section: leads to a loop", "[2] DATASEC: Loop detected", loop<Kind::kDatasec>},
    {"declaration tag: leads to a loop", "[2] DECL_TAG: Loop detected", loop<Kind::kDeclTag>},
    {"array: too deep", "[2] ARRAY: Exceeded max resolving depth:32", depth<Kind::kArray>},
    {"pointer: too deep", "[2] PTR: Exceeded max resolving depth:32", depth<Kind::kPtr>},
    {"volatile: too deep", "[2] VOLATILE: Exceeded max resolving depth:32", depth<Kind::kVolatile>},
    {"const: too deep", "[2] CONST: Exceeded max resolving depth:32", depth<Kind::kConst>},
    {"restrict: too deep", "[2] RESTRICT: Exceeded max resolving depth:32", depth<Kind::kRestrict>},
    {"type tag: too deep", "[2] TYPE_TAG: Exceeded max resolving depth:32", depth<Kind::kTypeTag>},
    {"variable: too deep", "[2] VAR: Exceeded max resolving depth:32", depth<Kind::kVar>},
    {"section: too deep", "[2] DATASEC: Exceeded max resolving depth:32", depth<Kind::kDatasec>},
    {"declaration tag: too deep", "[2] DECL_TAG: Exceeded max resolving depth:32",
     depth<Kind::kDeclTag>},
    {"typedef: a long chain", "[3] TYPEDEF: Max chain length or cycle detected",
     chain<Kind::kTypedef>},
    {"volatile: a long chain", "[3] VOLATILE: Max chain length or cycle detected",
     chain<Kind::kVolatile>},
    {"const: a long chain", "[3] CONST: Max chain length or cycle detected", chain<Kind::kConst>},
    {"restrict: a long chain", "[3] RESTRICT: Max chain length or cycle detected",
     chain<Kind::kRestrict>},
    {"type tag: a long chain", "[3] TYPE_TAG: Max chain length or cycle detected",
     chain<Kind::kTypeTag>},
};

}  // namespace

std::span<const Case> reference_cases() {
  return kCases;
}

}  // namespace btfkit::test
