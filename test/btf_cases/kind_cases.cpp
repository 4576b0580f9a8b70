// What a type may not say of itself, kind by kind.
#include "btf_cases.h"

namespace btfkit::test {
namespace {

constexpr uint32_t kFlag = 1u << 31;

// The word that holds kind_flag and vlen of type [2].
void set_flag(BtfWords& b) {
  b.word(2, 1) |= kFlag;
}
void set_vlen(BtfWords& b) {
  b.word(2, 1) |= 1;
}

const Case kCases[] = {
    {"less than a type at the end", "[2]: meta_left:8 meta_needed:12",
     [](BtfWords& b) {
       b.pointer(0);
       b.cut(1);
     }},
    {"an unknown bit in the info word", "[2] PTR: Invalid btf_info:2010000",
     [](BtfWords& b) {
       b.pointer(0);
       b.word(2, 1) |= 0x10000;
     }},
    {"kind 0", "[2] ?: Invalid kind:0",
     [](BtfWords& b) {
       b.pointer(0);
       b.word(2, 1) = 0;
     }},
    {"kind 20", "[2] ?: Invalid kind:20",
     [](BtfWords& b) {
       b.pointer(0);
       b.word(2, 1) = 20u << 24;
     }},
    {"a name that is not there", "[2] PTR: Invalid name_offset:5",
     [](BtfWords& b) {
       b.pointer(0);
       b.word(2, 0) = 5;
     }},

    {"int: cut off", "[2] INT: meta_left:0 meta_needed:4",
     [](BtfWords& b) {
       b.integer("", 4);
       b.cut(1);
     }},
    {"int: vlen", "[2] INT: vlen != 0",
     [](BtfWords& b) {
       b.integer("x", 4);
       set_vlen(b);
     }},
    {"int: kind_flag", "[2] INT: Invalid btf_info kind_flag",
     [](BtfWords& b) {
       b.integer("x", 4);
       set_flag(b);
     }},
    {"int: unknown bits of its word", "[2] INT: Invalid int_data:10000020",
     [](BtfWords& b) { b.add(Kind::kInt, "x", 4, {0x10000020}); }},
    {"int: 129 bits", "[2] INT: nr_bits exceeds 128",
     [](BtfWords& b) { b.add(Kind::kInt, "x", 32, {129}); }},
    {"int: more bits than bytes", "[2] INT: nr_bits exceeds type_size",
     [](BtfWords& b) { b.add(Kind::kInt, "x", 4, {33}); }},
    {"int: an offset that leaves too few bits", "[2] INT: nr_bits exceeds type_size",
     [](BtfWords& b) { b.add(Kind::kInt, "x", 4, {0x010020}); }},
    {"int: signed and bool", "[2] INT: Unsupported encoding",
     [](BtfWords& b) { b.add(Kind::kInt, "x", 4, {0x05000020}); }},
    {"int: any name", "", [](BtfWords& b) { b.integer("long unsigned int", 8); }},

    {"array: cut off", "[2] ARRAY: meta_left:8 meta_needed:12",
     [](BtfWords& b) {
       b.array(1, 1, 1);
       b.cut(1);
     }},
    {"array: name", "[2] ARRAY: Invalid name",
     [](BtfWords& b) { b.add(Kind::kArray, "x", 0, {1, 1, 1}); }},
    {"array: vlen", "[2] ARRAY: vlen != 0",
     [](BtfWords& b) {
       b.array(1, 1, 1);
       set_vlen(b);
     }},
    {"array: kind_flag", "[2] ARRAY: Invalid btf_info kind_flag",
     [](BtfWords& b) {
       b.array(1, 1, 1);
       set_flag(b);
     }},
    {"array: size", "[2] ARRAY: size != 0",
     [](BtfWords& b) { b.add(Kind::kArray, "", 4, {1, 1, 1}); }},
    {"array: of void", "[2] ARRAY: Invalid elem", [](BtfWords& b) { b.array(0, 1, 1); }},
    {"array: element above all ids", "[2] ARRAY: Invalid elem",
     [](BtfWords& b) { b.array(0x100000, 1, 1); }},
    {"array: index void", "[2] ARRAY: Invalid index", [](BtfWords& b) { b.array(1, 0, 1); }},

    {"pointer: vlen", "[2] PTR: vlen != 0",
     [](BtfWords& b) {
       b.pointer(1);
       set_vlen(b);
     }},
    {"pointer: kind_flag", "[2] PTR: Invalid btf_info kind_flag",
     [](BtfWords& b) {
       b.pointer(1);
       set_flag(b);
     }},
    {"pointer: above all ids", "[2] PTR: Invalid type_id",
     [](BtfWords& b) { b.pointer(0x100000); }},
    {"pointer: name", "[2] PTR: Invalid name",
     [](BtfWords& b) { b.reference(Kind::kPtr, 1, "x"); }},
    {"volatile: name", "[2] VOLATILE: Invalid name",
     [](BtfWords& b) { b.reference(Kind::kVolatile, 1, "x"); }},
    {"const: name", "[2] CONST: Invalid name",
     [](BtfWords& b) { b.reference(Kind::kConst, 1, "x"); }},
    {"restrict: name", "[2] RESTRICT: Invalid name",
     [](BtfWords& b) { b.reference(Kind::kRestrict, 1, "x"); }},
    {"const: vlen", "[2] CONST: vlen != 0",
     [](BtfWords& b) {
       b.reference(Kind::kConst, 1);
       set_vlen(b);
     }},
    {"const: kind_flag", "[2] CONST: Invalid btf_info kind_flag",
     [](BtfWords& b) {
       b.reference(Kind::kConst, 1);
       set_flag(b);
     }},
    {"typedef: no name", "[2] TYPEDEF: Invalid name",
     [](BtfWords& b) { b.reference(Kind::kTypedef, 1); }},
    {"typedef: a name with a space", "[2] TYPEDEF: Invalid name",
     [](BtfWords& b) { b.reference(Kind::kTypedef, 1, "a b"); }},
    {"typedef: a name that begins with a digit", "[2] TYPEDEF: Invalid name",
     [](BtfWords& b) { b.reference(Kind::kTypedef, 1, "1x"); }},
    {"typedef: a name of 512 characters", "",
     [](BtfWords& b) { b.reference(Kind::kTypedef, 1, std::string(512, 'x')); }},
    {"typedef: a name of 513 characters", "[2] TYPEDEF: Invalid name",
     [](BtfWords& b) { b.reference(Kind::kTypedef, 1, std::string(513, 'x')); }},
    {"typedef: kind_flag", "[2] TYPEDEF: Invalid btf_info kind_flag",
     [](BtfWords& b) {
       b.reference(Kind::kTypedef, 1, "x");
       set_flag(b);
     }},
    {"type tag: no text", "[2] TYPE_TAG: Invalid name",
     [](BtfWords& b) { b.reference(Kind::kTypeTag, 1); }},
    {"type tag: any text", "", [](BtfWords& b) { b.reference(Kind::kTypeTag, 1, "a b;"); }},
    {"type tag: vlen", "[2] TYPE_TAG: vlen != 0",
     [](BtfWords& b) {
       b.reference(Kind::kTypeTag, 1, "x");
       set_vlen(b);
     }},

    {"forward declaration: vlen", "[2] FWD: vlen != 0",
     [](BtfWords& b) {
       b.reference(Kind::kFwd, 0, "x");
       set_vlen(b);
     }},
    {"forward declaration: type", "[2] FWD: type != 0",
     [](BtfWords& b) { b.reference(Kind::kFwd, 1, "x"); }},
    {"forward declaration: no name", "[2] FWD: Invalid name",
     [](BtfWords& b) { b.reference(Kind::kFwd, 0); }},

    {"float: vlen", "[2] FLOAT: vlen != 0",
     [](BtfWords& b) {
       b.add(Kind::kFloat, "x", 4);
       set_vlen(b);
     }},
    {"float: kind_flag", "[2] FLOAT: Invalid btf_info kind_flag",
     [](BtfWords& b) {
       b.add(Kind::kFloat, "x", 4);
       set_flag(b);
     }},
    {"float: 3 bytes", "[2] FLOAT: Invalid type_size",
     [](BtfWords& b) { b.add(Kind::kFloat, "x", 3); }},

    {"function: no name", "[3] FUNC: Invalid name",
     [](BtfWords& b) { b.function("", b.prototype(0, {})); }},
    // libbpf makes it static, since an extern function is in another object.
    {"function: extern", "[3] FUNC: Invalid func linkage",
     [](BtfWords& b) { b.function("f", b.prototype(0, {}), 2); }},
    {"function: kind_flag", "[2] FUNC: Invalid btf_info kind_flag",
     [](BtfWords& b) {
       b.function("f", 3);
       b.prototype(0, {});
       set_flag(b);
     }},
    {"variable: cut off", "[2] VAR: meta_left:0 meta_needed:4",
     [](BtfWords& b) {
       b.variable("v", 1);
       b.cut(1);
     }},
    {"variable: vlen", "[2] VAR: vlen != 0",
     [](BtfWords& b) {
       b.variable("v", 1);
       set_vlen(b);
     }},
    {"variable: kind_flag", "[2] VAR: Invalid btf_info kind_flag",
     [](BtfWords& b) {
       b.variable("v", 1);
       set_flag(b);
     }},
    {"variable: no name", "[2] VAR: Invalid name", [](BtfWords& b) { b.variable("", 1); }},
    {"variable: of void", "[2] VAR: Invalid type_id", [](BtfWords& b) { b.variable("v", 0); }},
    {"variable: extern", "[2] VAR: Linkage not supported",
     [](BtfWords& b) { b.add(Kind::kVar, "v", 1, {2}); }},

    {"declaration tag: cut off", "[3] DECL_TAG: meta_left:0 meta_needed:4",
     [](BtfWords& b) {
       b.tag("t", b.reference(Kind::kTypedef, 1, "x"));
       b.cut(1);
     }},
    {"declaration tag: no text", "[3] DECL_TAG: Invalid value",
     [](BtfWords& b) { b.tag("", b.reference(Kind::kTypedef, 1, "x")); }},
    {"declaration tag: vlen", "[2] DECL_TAG: vlen != 0",
     [](BtfWords& b) {
       b.tag("t", 3);
       b.reference(Kind::kTypedef, 1, "x");
       set_vlen(b);
     }},
    {"declaration tag: component -2", "[3] DECL_TAG: Invalid component_idx",
     [](BtfWords& b) { b.tag("t", b.reference(Kind::kTypedef, 1, "x"), 0xfffffffe); }},
};

}  // namespace

std::span<const Case> kind_cases() {
  return kCases;
}

}  // namespace btfkit::test
