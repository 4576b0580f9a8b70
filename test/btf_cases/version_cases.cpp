// Rules that came or went with a release.
#include "btf_cases.h"

namespace btfkit::test {
namespace {

constexpr uint32_t kFlag = 1u << 31;

const VersionCase kCases[] = {
    {"float",
     {5, 12},
     false,
     "[2] FLOAT: Invalid btf_info:10000000",
     [](BtfWords& b) { b.add(Kind::kFloat, "f", 4); }},
    {"declaration tag",
     {5, 15},
     false,
     "[3] DECL_TAG: Invalid kind:17",
     [](BtfWords& b) { b.tag("t", b.reference(Kind::kTypedef, 1, "x")); }},
    {"type tag",
     {5, 16},
     false,
     "[2] TYPE_TAG: Invalid kind:18",
     [](BtfWords& b) { b.reference(Kind::kTypeTag, 1, "t"); }},
    {"enum64",
     {5, 19},
     false,
     "[2] ENUM64: Invalid kind:19",
     [](BtfWords& b) { b.enumeration(Kind::kEnum64, "e", 8, "A"); }},
    {"an enum of 1 byte",
     {5, 4},
     false,
     "[2] ENUM: Unexpected size",
     [](BtfWords& b) { b.enumeration(Kind::kEnum, "e", 1, "A"); }},
    {"a signed enum",
     {5, 19},
     false,
     "[2] ENUM: Invalid btf_info kind_flag",
     [](BtfWords& b) {
       b.enumeration(Kind::kEnum, "e", 4, "A");
       b.word(2, 1) |= kFlag;
     }},
    {"a global function",
     {5, 5},
     false,
     "[3] FUNC: vlen != 0",
     [](BtfWords& b) { b.function("f", b.prototype(0, {})); }},
    {"an empty section",
     {5, 11},
     false,
     "[2] DATASEC: vlen == 0",
     [](BtfWords& b) { b.section(".data", 4, {}); }},
    {"a dot in a function's name",
     {6, 3},
     false,
     "[3] FUNC: Invalid name",
     [](BtfWords& b) { b.function("f.cold", b.prototype(0, {}), 0); }},
    {"a section's name with a space",
     {6, 8},
     false,
     "[3] DATASEC: Invalid name",
     [](BtfWords& b) { b.section("?.a b", 4, {{b.variable("v", 1), 0, 4}}); }},
    {"a name of 129 characters",
     {6, 0},
     false,
     "[2] TYPEDEF: Invalid name",
     [](BtfWords& b) { b.reference(Kind::kTypedef, 1, std::string(129, 'x')); }},
    {"an attribute as type tag",
     {6, 14},
     false,
     "[2] TYPE_TAG: Invalid btf_info kind_flag",
     [](BtfWords& b) {
       b.reference(Kind::kTypeTag, 1, "t");
       b.word(2, 1) |= kFlag;
     }},
    {"an attribute as declaration tag",
     {6, 14},
     false,
     "[3] DECL_TAG: Invalid btf_info kind_flag",
     [](BtfWords& b) {
       b.tag("t", b.reference(Kind::kTypedef, 1, "x"));
       b.word(3, 1) |= kFlag;
     }},
    {"a type tag behind a const",
     {5, 18},
     true,
     "[3] CONST: Type tags don't precede modifiers",
     [](BtfWords& b) { b.reference(Kind::kConst, b.reference(Kind::kTypeTag, 1, "t")); }},
    {"an id above 65,535",
     {5, 4},
     false,
     "[2] PTR: Invalid type_id",
     [](BtfWords& b) {
       b.pointer(0x10000);
       for (uint32_t id = 3; id <= 0x10000; ++id) b.pointer(0);
     }},
    {"64 KiB of strings",
     {5, 4},
     false,
     "string section: Invalid string section",
     [](BtfWords& b) { b.strings().resize(0x10002, '\0'); }},
    {"two spin locks",
     {6, 1},
     true,
     "[3] STRUCT: E2BIG",
     [](BtfWords& b) {
       uint32_t lock = b.structure("bpf_spin_lock", 4, {{"val", 1, 0}});
       b.structure("s", 8, {{"a", lock, 0}, {"b", lock, 32}});
     }},
    {"a lock of the struct and one in a struct in it",
     {6, 10},
     true,
     "[5] STRUCT: EEXIST",
     [](BtfWords& b) {
       uint32_t lock = b.structure("bpf_spin_lock", 4, {{"val", 1, 0}});
       uint32_t count = b.structure("bpf_refcount", 4, {});
       uint32_t inner = b.structure("inner", 4, {{"count", count, 0}});
       b.structure("s", 4, {{"a", lock, 0}, {"inner", inner, 0}});
     }},
    {"two reference counts",
     {6, 17},
     false,
     "[3] STRUCT: E2BIG",
     [](BtfWords& b) {
       uint32_t count = b.structure("bpf_refcount", 4, {});
       b.structure("s", 8, {{"a", count, 0}, {"b", count, 32}});
     }},
    {"a kernel pointer to an int",
     {6, 11},
     true,
     "[7] STRUCT: EINVAL",
     [](BtfWords& b) {
       uint32_t own = b.structure("own_struct", 4, {{"a", 1, 0}});
       uint32_t p = b.pointer(b.reference(Kind::kTypeTag, own, "kptr"));
       uint32_t q = b.pointer(b.reference(Kind::kTypeTag, 1, "kptr"));
       b.structure("s", 16, {{"p", p, 0}, {"q", q, 64}});
     }},
    {"a user pointer",
     {6, 12},
     false,
     "[7] STRUCT: EINVAL",
     [](BtfWords& b) {
       uint32_t own = b.structure("own_struct", 4, {{"a", 1, 0}});
       uint32_t p = b.pointer(b.reference(Kind::kTypeTag, own, "kptr"));
       uint32_t q = b.pointer(b.reference(Kind::kTypeTag, own, "uptr"));
       b.structure("s", 16, {{"p", p, 0}, {"q", q, 64}});
     }},
    {"a node of 24 bytes",
     {6, 5},
     false,
     "[3] STRUCT: EFAULT",
     [](BtfWords& b) {
       uint32_t node = b.structure("bpf_list_node", 24, {});
       b.structure("s", 24, {{"node", node, 0}});
     }},
};

}  // namespace

std::span<const VersionCase> version_cases() {
  return kCases;
}

}  // namespace btfkit::test
