#include "check/header.h"

#include <algorithm>
#include <array>

namespace btfkit::btf::checking {
namespace {

constexpr uint64_t kLongestBtf = 16 << 20;
constexpr uint32_t kLengthEnd = 8;  // where the field with the header's length ends
constexpr std::string_view kHeader = "header";
constexpr std::string_view kStrings = "string section";
constexpr std::string_view kTypes = "type section";

struct Section {
  std::string_view name;
  uint32_t offset;  // from the header's end
  uint32_t length;
};

struct Header {
  uint16_t magic;
  uint8_t version;
  uint8_t flags;
  uint32_t length;
  Section types;
  Section strings;
};

// A header that says it is shorter than usual has zeros for the rest.
Result<Header> read(Bytes bytes, uint32_t length, Endian endian) {
  std::array<std::byte, wire::kHeaderSize> known{};
  std::ranges::copy(bytes.first(std::min(length, wire::kHeaderSize)), known.begin());
  ByteReader reader(known, endian);
  Header header{};
  header.magic = BTFKIT_TRY(reader.u16());
  header.version = BTFKIT_TRY(reader.u8());
  header.flags = BTFKIT_TRY(reader.u8());
  header.length = BTFKIT_TRY(reader.u32());
  for (auto [section, name] : {std::pair{&header.types, kTypes}, {&header.strings, kStrings}}) {
    section->name = name;
    section->offset = BTFKIT_TRY(reader.u32());
    section->length = BTFKIT_TRY(reader.u32());
  }
  return header;
}

Endian endian_of(Bytes bytes) {
  for (Endian endian : {Endian::kLittle, Endian::kBig}) {
    if (ByteReader(bytes, endian).u16().value_or(0) == wire::kMagic) return endian;
  }
  return kHostEndian;
}

// The sections must fill what is behind the header, without a gap or an overlap. Returns whether
// both are inside.
bool check_layout(const Header& header, uint32_t size, Report& report) {
  std::array<Section, 2> sections{header.types, header.strings};
  auto precedes = [](const Section& a, const Section& b) {
    // As the kernel compares: the sign of the wrapped difference.
    auto difference = static_cast<int32_t>(a.offset - b.offset);
    return difference != 0 ? difference < 0 : static_cast<int32_t>(a.length - b.length) < 0;
  };
  if (precedes(sections[1], sections[0])) std::swap(sections[0], sections[1]);

  const uint32_t expected = size - header.length;
  uint32_t total = 0;
  for (const Section& section : sections) {
    if (section.offset > expected) {
      report.add(section.name, "Invalid section offset",
                 fmt::format("it begins at {}, but only {} bytes are behind the header",
                             section.offset, expected));
      return false;
    }
    if (total < section.offset) {
      report.add(section.name, "Unsupported section found",
                 fmt::format("it begins at {}, {} bytes behind what is before it", section.offset,
                             section.offset - total));
    } else if (total > section.offset) {
      report.add(section.name, "Section overlap found",
                 fmt::format("it begins at {}, inside the section before it", section.offset));
    }
    if (section.length > expected - section.offset) {
      report.add(section.name, "Total section length too long",
                 fmt::format("it has {} bytes, but {} are left", section.length,
                             expected - section.offset));
      return false;
    }
    total = section.offset + section.length;
  }
  if (total != expected) {
    report.add(kHeader, "Unsupported section found",
               fmt::format("{} bytes behind the last section belong to none", expected - total));
  }
  return true;
}

void check_strings(const Header& header, std::string_view strings, uint32_t size, bool is_split,
                   const Rules& rules, Report& report) {
  if (uint64_t{header.length} + header.strings.offset + header.strings.length != size) {
    report.add(kStrings, "String section is not at the end", "it is not the last section");
  }
  constexpr std::string_view kWording = "Invalid string section";
  if (strings.empty()) {
    if (!is_split) report.add(kStrings, std::string(kWording), "it is empty");
    return;
  }
  if (strings.size() - 1 > rules.last_name_offset) {
    report.add(
        kStrings, std::string(kWording),
        fmt::format("it has {} bytes, more than {}", strings.size(), rules.last_name_offset + 1));
  }
  if (strings.back() != '\0') {
    report.add(kStrings, std::string(kWording), "it doesn't end in a zero byte");
  }
  if (!is_split && strings.front() != '\0') {
    report.add(kStrings, std::string(kWording), "it doesn't begin with a zero byte");
  }
}

}  // namespace

std::optional<Sections> check_header(Bytes bytes, std::optional<Endian> wanted, bool is_split,
                                     const Rules& rules, Report& report) {
  if (bytes.size() > kLongestBtf) {
    report.add_silent(
        kHeader, "E2BIG",
        fmt::format("the BTF has {} bytes, more than {} (16 MB)", bytes.size(), kLongestBtf));
    // What follows counts in 32 bits.
    if (bytes.size() > UINT32_MAX) return std::nullopt;
  }
  const auto size = static_cast<uint32_t>(bytes.size());
  const Endian endian = wanted.value_or(endian_of(bytes));
  if (size < kLengthEnd) {
    report.add(kHeader, "hdr_len not found",
               fmt::format("the BTF has {} bytes, too few for a header", size));
    return std::nullopt;
  }
  ByteReader length_field(bytes.subspan(kLengthEnd - kWordSize), endian);
  const uint32_t length = length_field.u32().value_or(0);
  if (length > size) {
    report.add(kHeader, "btf_header not found",
               fmt::format("its length is {}, the BTF has {} bytes", length, size));
    return std::nullopt;
  }
  if (length > wire::kHeaderSize) {
    Bytes unknown = bytes.subspan(wire::kHeaderSize, length - wire::kHeaderSize);
    if (std::ranges::any_of(unknown, [](std::byte b) { return b != std::byte{0}; })) {
      report.add(kHeader, "Unsupported btf_header",
                 fmt::format("fields behind byte {} are not zero", wire::kHeaderSize));
    }
  }
  auto header = read(bytes, length, endian);
  if (!header) return std::nullopt;
  if (header->magic != wire::kMagic) {
    report.add(
        kHeader, "Invalid magic",
        fmt::format("its magic number is {:#06x}, not {:#06x}", header->magic, wire::kMagic));
  }
  if (header->version != wire::kVersion) {
    report.add(kHeader, "Unsupported version",
               fmt::format("its version is {}, not {}", header->version, wire::kVersion));
  }
  if (header->flags != 0) {
    report.add(kHeader, "Unsupported flags",
               fmt::format("its flags are {:#x}, not 0", header->flags));
  }
  if (size == header->length && !is_split) {
    report.add(kHeader, "No data", "nothing follows it");
    return std::nullopt;
  }
  if (!check_layout(*header, size, report)) return std::nullopt;

  // From here both sections are inside the bytes.
  Bytes behind = bytes.subspan(header->length);
  Sections sections{endian, behind.subspan(header->types.offset, header->types.length),
                    as_text(behind.subspan(header->strings.offset, header->strings.length))};
  check_strings(*header, sections.strings, size, is_split, rules, report);
  if (header->types.offset % kWordSize != 0) {
    report.add(kTypes, "Unaligned type_off",
               fmt::format("it begins at {}, no multiple of {}", header->types.offset, kWordSize));
  }
  if (sections.types.empty() && !is_split) report.add(kTypes, "No type found", "it is empty");
  return sections;
}

}  // namespace btfkit::btf::checking
