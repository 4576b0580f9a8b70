// What the lists behind a type may not say: members, enumerators, parameters, a section's
// variables.
#include "btf_cases.h"

namespace btfkit::test {
namespace {

constexpr bool kKindFlag = BtfWords::kKindFlag;

// A section that nothing but sums of 32 bits makes fit: its variables have more bytes than it.
void wrapped_section(BtfWords& b) {
  uint32_t v = b.variable("v", 1);
  uint32_t w = b.variable("w", 1);
  b.section(".data", 0xa0000000, {{v, 0x80000000, 0x90000000}, {w, 0x10000000, 0x90000000}});
}

const Case kCases[] = {
    {"struct: cut off", "[2] STRUCT: meta_left:8 meta_needed:12",
     [](BtfWords& b) {
       b.structure("s", 4, {{"a", 1, 0}});
       b.cut(1);
     }},
    {"struct: name", "[2] STRUCT: Invalid name",
     [](BtfWords& b) { b.structure("a b", 4, {{"a", 1, 0}}); }},
    {"struct: a member's name is not there", "[2] STRUCT: Invalid member name_offset:99",
     [](BtfWords& b) {
       b.structure("s", 4, {{"a", 1, 0}});
       b.word(2, 3) = 99;
     }},
    {"struct: a member's name", "[2] STRUCT: Invalid name",
     [](BtfWords& b) { b.structure("s", 4, {{"a-b", 1, 0}}); }},
    {"struct: a member of void", "[2] STRUCT: Invalid type_id",
     [](BtfWords& b) { b.structure("s", 4, {{"a", 0, 0}}); }},
    {"union: a member that is not at 0", "[2] UNION: Invalid member bits_offset",
     [](BtfWords& b) { b.structure("u", 8, {{"a", 1, 32}}, false, Kind::kUnion); }},
    {"struct: members out of order", "[2] STRUCT: Invalid member bits_offset",
     [](BtfWords& b) { b.structure("s", 8, {{"a", 1, 32}, {"b", 1, 0}}); }},
    {"struct: a member behind its end", "[2] STRUCT: Member bits_offset exceeds its struct size",
     [](BtfWords& b) { b.structure("s", 4, {{"a", 1, 64}}); }},
    {"struct: bit fields out of order", "[2] STRUCT: Invalid member bits_offset",
     [](BtfWords& b) {
       b.structure("s", 8, {{"a", 1, 3u << 24 | 9}, {"b", 1, 3u << 24 | 3}}, kKindFlag);
     }},

    {"enum: cut off", "[2] ENUM: meta_left:4 meta_needed:8",
     [](BtfWords& b) {
       b.enumeration(Kind::kEnum, "e", 4, "A");
       b.cut(1);
     }},
    {"enum: size", "[2] ENUM: Unexpected size",
     [](BtfWords& b) { b.enumeration(Kind::kEnum, "e", 3, "A"); }},
    {"enum: name", "[2] ENUM: Invalid name",
     [](BtfWords& b) { b.enumeration(Kind::kEnum, "e e", 4, "A"); }},
    {"enum: an enumerator's name is not there", "[2] ENUM: Invalid name_offset:99",
     [](BtfWords& b) {
       b.enumeration(Kind::kEnum, "e", 4, "A");
       b.word(2, 3) = 99;
     }},
    {"enum: an enumerator without a name", "[2] ENUM: Invalid name",
     [](BtfWords& b) { b.enumeration(Kind::kEnum, "e", 4, ""); }},
    {"enum: signed", "",
     [](BtfWords& b) {
       b.enumeration(Kind::kEnum, "e", 4, "A");
       b.word(2, 1) |= 1u << 31;
     }},
    {"enum64: cut off", "[2] ENUM64: meta_left:8 meta_needed:12",
     [](BtfWords& b) {
       b.enumeration(Kind::kEnum64, "e", 8, "A");
       b.cut(1);
     }},
    {"enum64: size", "[2] ENUM64: Unexpected size",
     [](BtfWords& b) { b.enumeration(Kind::kEnum64, "e", 16, "A"); }},
    {"enum64: name", "[2] ENUM64: Invalid name",
     [](BtfWords& b) { b.enumeration(Kind::kEnum64, "e e", 8, "A"); }},
    {"enum64: an enumerator's name is not there", "[2] ENUM64: Invalid name_offset:99",
     [](BtfWords& b) {
       b.enumeration(Kind::kEnum64, "e", 8, "A");
       b.word(2, 3) = 99;
     }},
    {"enum64: an enumerator's name", "[2] ENUM64: Invalid name",
     [](BtfWords& b) { b.enumeration(Kind::kEnum64, "e", 8, "9"); }},

    {"prototype: cut off", "[2] FUNC_PROTO: meta_left:4 meta_needed:8",
     [](BtfWords& b) {
       b.prototype(0, {{"a", 1}});
       b.cut(1);
     }},
    {"prototype: name", "[2] FUNC_PROTO: Invalid name",
     [](BtfWords& b) { b.add(Kind::kFuncProto, "p", 0); }},
    {"prototype: kind_flag", "[2] FUNC_PROTO: Invalid btf_info kind_flag",
     [](BtfWords& b) { b.add(Kind::kFuncProto, "", 0, {}, 0, kKindFlag); }},

    {"section: cut off", "[3] DATASEC: meta_left:8 meta_needed:12",
     [](BtfWords& b) {
       b.section(".data", 4, {{b.variable("v", 1), 0, 4}});
       b.cut(1);
     }},
    {"section: size 0", "[2] DATASEC: size == 0", [](BtfWords& b) { b.section(".data", 0, {}); }},
    {"section: kind_flag", "[2] DATASEC: Invalid btf_info kind_flag",
     [](BtfWords& b) { b.add(Kind::kDatasec, ".data", 4, {}, 0, kKindFlag); }},
    {"section: no name", "[2] DATASEC: Invalid name", [](BtfWords& b) { b.section("", 4, {}); }},
    {"section: a name with a tab", "[2] DATASEC: Invalid name",
     [](BtfWords& b) { b.section(".a\tb", 4, {}); }},
    {"section: any printable name", "", [](BtfWords& b) { b.section("?.a b", 4, {}); }},
    {"section: a variable of void", "[2] DATASEC: Invalid type_id",
     [](BtfWords& b) { b.section(".data", 4, {{0, 0, 4}}); }},
    {"section: variables that overlap", "[4] DATASEC: Invalid offset",
     [](BtfWords& b) {
       uint32_t v = b.variable("v", 1);
       uint32_t w = b.variable("w", 1);
       b.section(".data", 8, {{v, 0, 4}, {w, 2, 4}});
     }},
    {"section: a variable behind its end", "[3] DATASEC: Invalid offset",
     [](BtfWords& b) { b.section(".data", 4, {{b.variable("v", 1), 4, 4}}); }},
    {"section: a variable without bytes", "[3] DATASEC: Invalid size",
     [](BtfWords& b) { b.section(".data", 4, {{b.variable("v", 1), 0, 0}}); }},
    {"section: a variable that ends behind it", "[3] DATASEC: Invalid offset+size",
     [](BtfWords& b) { b.section(".data", 8, {{b.variable("v", 1), 6, 4}}); }},
    {"section: less than its variables", "[4] DATASEC: Invalid btf_info size", wrapped_section},
};

}  // namespace

std::span<const Case> list_cases() {
  return kCases;
}

}  // namespace btfkit::test
