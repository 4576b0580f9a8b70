#include "btf_cases.h"

namespace btfkit::test {
namespace {

void nothing(BtfWords&) {}

const Case kCases[] = {
    {"an int and nothing else", "", nothing},
    {"no byte", "header: hdr_len not found", nothing, nullptr, 0},
    {"a byte too few for the header's length", "header: hdr_len not found", nothing, nullptr, 7},
    {"a header longer than the BTF", "header: btf_header not found", nothing,
     [](Header& h) { h.length = 0x1000; }},
    {"a longer header of zeros", "", [](BtfWords& b) { b.header_tail() = std::string(8, '\0'); }},
    {"a longer header that says something", "header: Unsupported btf_header",
     [](BtfWords& b) { b.header_tail() = std::string(7, '\0') + '\1'; }},
    {"another magic number", "header: Invalid magic", nothing, [](Header& h) { h.magic = 0xeb8f; }},
    {"another version", "header: Unsupported version", nothing, [](Header& h) { h.version = 2; }},
    {"a flag", "header: Unsupported flags", nothing, [](Header& h) { h.flags = 1; }},
    {"only a header", "header: No data", nothing, nullptr, 24},
    {"sections behind the end", "type section: Invalid section offset", nothing,
     [](Header& h) {
       h.types_offset = 0x1000;
       h.strings_offset = 0x2000;
     }},
    {"a gap before the types", "type section: Unsupported section found", nothing,
     [](Header& h) { h.types_offset = 4; }},
    {"strings inside the types", "string section: Section overlap found", nothing,
     [](Header& h) { h.strings_offset -= 4; }},
    {"a gap before the strings", "string section: Unsupported section found", nothing,
     [](Header& h) { h.types_length -= 4; }},
    {"strings behind the end", "string section: Total section length too long", nothing,
     [](Header& h) { ++h.strings_length; }},
    {"bytes behind the strings", "header: Unsupported section found", nothing,
     [](Header& h) { --h.strings_length; }},
    {"strings before the types", "string section: String section is not at the end",
     [](BtfWords& b) { b.strings().resize(16, '\0'); },
     [](Header& h) {
       h.strings_offset = 0;
       h.types_offset = h.strings_length;
     }},
    {"no strings", "string section: Invalid string section",
     [](BtfWords& b) {
       b.word(1, 0) = 0;
       b.strings().clear();
     }},
    {"strings that begin with a character", "string section: Invalid string section",
     [](BtfWords& b) { b.strings().front() = 'x'; }},
    {"strings that end in a character", "string section: Invalid string section",
     [](BtfWords& b) { b.strings().back() = 'x'; }},
    {"types that begin in the middle of a word", "type section: Unaligned type_off",
     [](BtfWords& b) {
       b.cut(4);
       b.strings().resize(13, '\0');
     },
     [](Header& h) {
       h.strings_offset = 0;
       h.types_offset = h.strings_length;
     }},
    {"no types", "type section: No type found", [](BtfWords& b) { b.cut(4); }},
    {"more than 16 MB", "header: E2BIG", [](BtfWords& b) { b.strings().resize(1 << 24); }},
};

}  // namespace

std::span<const Case> header_cases() {
  return kCases;
}

}  // namespace btfkit::test
