// Whether members fit into their struct, which the kernel asks of each kind in its own way.
#include "btf_cases.h"

namespace btfkit::test {
namespace {

constexpr bool kKindFlag = BtfWords::kKindFlag;

constexpr uint32_t bit_field(uint32_t width, uint32_t offset) {
  return width << 24 | offset;
}

void member(BtfWords& b, uint32_t type, uint32_t bits, uint32_t size, bool kind_flag = false) {
  b.structure("s", size, {{"m", type, bits}}, kind_flag);
}

const Case kCases[] = {
    {"int member: behind the end", "[2] STRUCT: Member exceeds struct_size",
     [](BtfWords& b) { member(b, 1, 8, 4); }},
    {"int member: offsets above 32 bits", "[3] STRUCT: bits_offset exceeds U32_MAX",
     [](BtfWords& b) { member(b, b.add(Kind::kInt, "x", 4, {0x040004}), 0xfffffffe, 0x20000000); }},
    {"int member: touches more than 128 bits", "[3] STRUCT: nr_copy_bits exceeds 128",
     [](BtfWords& b) { member(b, b.add(Kind::kInt, "x", 16, {128}), 4, 64); }},
    {"int member: kind_flag and an odd offset", "[2] STRUCT: Invalid member offset",
     [](BtfWords& b) { member(b, 1, 4, 8, kKindFlag); }},
    {"int member: kind_flag and a type that is a bit field", "[3] STRUCT: Invalid member base type",
     [](BtfWords& b) { member(b, b.add(Kind::kInt, "x", 4, {3}), 0, 8, kKindFlag); }},
    {"int member: a bit field wider than its type", "[2] STRUCT: Invalid member bitfield_size",
     [](BtfWords& b) { member(b, 1, bit_field(33, 0), 8, kKindFlag); }},
    {"int member: a bit field that touches more than 128 bits",
     "[3] STRUCT: nr_copy_bits exceeds 128",
     [](BtfWords& b) { member(b, b.integer("x", 16), bit_field(128, 4), 64, kKindFlag); }},
    {"int member: a bit field behind the end", "[2] STRUCT: Member exceeds struct_size",
     [](BtfWords& b) { member(b, 1, bit_field(3, 30), 4, kKindFlag); }},
    {"int member: a bit field", "",
     [](BtfWords& b) { member(b, 1, bit_field(3, 29), 4, kKindFlag); }},
    {"int member: a bit field of a typedef", "[3] STRUCT: Invalid member bitfield_size",
     [](BtfWords& b) {
       member(b, b.reference(Kind::kTypedef, 1, "t"), bit_field(33, 0), 8, kKindFlag);
     }},

    {"enum member: odd offset", "[3] STRUCT: Member is not byte aligned",
     [](BtfWords& b) { member(b, b.enumeration(Kind::kEnum, "e", 4, "A"), 4, 8); }},
    {"enum member: behind the end", "[3] STRUCT: Member exceeds struct_size",
     [](BtfWords& b) { member(b, b.enumeration(Kind::kEnum, "e", 4, "A"), 8, 4); }},
    {"enum member: kind_flag and an odd offset", "[3] STRUCT: Member is not byte aligned",
     [](BtfWords& b) { member(b, b.enumeration(Kind::kEnum, "e", 4, "A"), 4, 8, kKindFlag); }},
    {"enum member: a bit field of 33 bits", "[3] STRUCT: Invalid member bitfield_size",
     [](BtfWords& b) {
       member(b, b.enumeration(Kind::kEnum, "e", 4, "A"), bit_field(33, 0), 8, kKindFlag);
     }},
    {"enum member: a bit field behind the end", "[3] STRUCT: Member exceeds struct_size",
     [](BtfWords& b) {
       member(b, b.enumeration(Kind::kEnum, "e", 4, "A"), bit_field(4, 30), 4, kKindFlag);
     }},
    {"enum64 member: behind the end", "[3] STRUCT: Member exceeds struct_size",
     [](BtfWords& b) { member(b, b.enumeration(Kind::kEnum64, "e", 8, "A"), 8, 8); }},

    {"pointer member: odd offset", "[3] STRUCT: Member is not byte aligned",
     [](BtfWords& b) { member(b, b.pointer(0), 4, 16); }},
    {"pointer member: behind the end", "[3] STRUCT: Member exceeds struct_size",
     [](BtfWords& b) { member(b, b.pointer(0), 8, 8); }},
    {"pointer member: a bit field", "[3] STRUCT: Invalid member bitfield_size",
     [](BtfWords& b) { member(b, b.pointer(0), bit_field(64, 0), 8, kKindFlag); }},

    {"array member: odd offset", "[3] STRUCT: Member is not byte aligned",
     [](BtfWords& b) { member(b, b.array(1, 1, 2), 4, 16); }},
    {"array member: behind the end", "[3] STRUCT: Member exceeds struct_size",
     [](BtfWords& b) { member(b, b.array(1, 1, 3), 0, 8); }},
    {"array member: a bit field", "[3] STRUCT: Invalid member bitfield_size",
     [](BtfWords& b) { member(b, b.array(1, 1, 1), bit_field(32, 0), 8, kKindFlag); }},

    {"struct member: odd offset", "[3] STRUCT: Member is not byte aligned",
     [](BtfWords& b) { member(b, b.structure("i", 4, {{"a", 1, 0}}), 4, 8); }},
    {"struct member: behind the end", "[3] STRUCT: Member exceeds struct_size",
     [](BtfWords& b) { member(b, b.structure("i", 8, {{"a", 1, 0}}), 8, 8); }},
    {"struct member: a bit field", "[3] STRUCT: Invalid member bitfield_size",
     [](BtfWords& b) {
       member(b, b.structure("i", 4, {{"a", 1, 0}}), bit_field(32, 0), 8, kKindFlag);
     }},
    {"union: a member behind the end", "[3] UNION: Member exceeds struct_size",
     [](BtfWords& b) {
       b.structure("u", 4, {{"a", b.integer("long", 8), 0}}, false, Kind::kUnion);
     }},

    {"union: a bit field wider than its type", "[2] UNION: Invalid member bitfield_size",
     [](BtfWords& b) {
       b.structure("u", 8, {{"m", 1, bit_field(33, 0)}}, kKindFlag, Kind::kUnion);
     }},
    {"union: kind_flag and a type that is a bit field", "[3] UNION: Invalid member base type",
     [](BtfWords& b) {
       uint32_t three = b.add(Kind::kInt, "x", 4, {3});
       b.structure("u", 8, {{"m", three, 0}}, kKindFlag, Kind::kUnion);
     }},

    {"float member: alignment", "[3] STRUCT: Member is not properly aligned",
     [](BtfWords& b) { member(b, b.add(Kind::kFloat, "x", 4), 16, 8); }},
    {"float member: behind the end", "[3] STRUCT: Member exceeds struct_size",
     [](BtfWords& b) { member(b, b.add(Kind::kFloat, "x", 8), 0, 4); }},
    {"float member: a bit field", "[3] STRUCT: Invalid member bitfield_size",
     [](BtfWords& b) { member(b, b.add(Kind::kFloat, "x", 4), bit_field(32, 0), 4, kKindFlag); }},
};

}  // namespace

std::span<const Case> member_cases() {
  return kCases;
}

}  // namespace btfkit::test
