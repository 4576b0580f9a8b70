#include "header.h"

#include <algorithm>

#include "btf/wire.h"

namespace btfkit::btf {

Result<Bytes> part(Bytes bytes, uint64_t start, uint64_t offset, uint64_t length,
                   std::string_view name) {
  uint64_t begin = start + offset;
  if (begin > bytes.size() || length > bytes.size() - begin) {
    return fail("header: {} at {} with {} bytes is not inside the section's {} bytes", name, begin,
                length, bytes.size());
  }
  return bytes.subspan(begin, length);
}

Result<Endian> read_magic(Bytes bytes) {
  for (Endian endian : {Endian::kLittle, Endian::kBig}) {
    auto magic = ByteReader(bytes, endian).u16();
    if (!magic) return fail("header: the section is empty or cut off: {} bytes", bytes.size());
    if (*magic == wire::kMagic) return endian;
  }
  uint16_t found = ByteReader(bytes, Endian::kLittle).u16().value();
  return fail("header: magic number is {:#06x}, not {:#06x}", found, wire::kMagic);
}

Result<CommonHeader> read_header(ByteReader& reader, uint32_t minimum, uint32_t known) {
  BTFKIT_TRY(reader.u16());
  uint8_t version = BTFKIT_TRY(reader.u8());
  if (version != wire::kVersion) return fail("version {} is not known", version);
  uint8_t flags = BTFKIT_TRY(reader.u8());
  if (flags != 0) return fail("flags are {:#x}, not 0", flags);
  uint32_t size = BTFKIT_TRY(reader.u32());
  if (size < minimum) return fail("its length is {}, at least {} expected", size, minimum);
  if (size > reader.size()) {
    return fail("its length is {}, the section has {} bytes", size, reader.size());
  }
  if (size > known) {
    ByteReader rest = reader;
    BTFKIT_CHECK(rest.seek(known));
    Bytes unknown = BTFKIT_TRY(rest.bytes(size - known));
    if (std::ranges::any_of(unknown, [](std::byte b) { return b != std::byte{0}; })) {
      return fail("unknown fields behind byte {} are not zero", known);
    }
  }
  return CommonHeader{reader.endian(), size};
}

Result<Sections> read_sections(Bytes bytes) {
  Endian endian = BTFKIT_TRY(read_magic(bytes));
  ByteReader reader(bytes, endian);
  CommonHeader header =
      BTFKIT_TRY(in("header", read_header(reader, wire::kHeaderSize, wire::kHeaderSizeWithLayout)));
  auto section = [&](std::string_view name) -> Result<Bytes> {
    uint32_t offset = BTFKIT_TRY(reader.u32());
    return part(bytes, header.size, offset, BTFKIT_TRY(reader.u32()), name);
  };
  Sections sections{endian, {}, {}, {}};
  sections.types = BTFKIT_TRY(section("type section"));
  sections.strings = BTFKIT_TRY(section("string section"));
  if (header.size >= wire::kHeaderSizeWithLayout) {
    sections.layout = BTFKIT_TRY(section("layout section"));
  }
  return sections;
}

}  // namespace btfkit::btf
