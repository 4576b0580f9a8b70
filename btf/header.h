// The headers of .BTF and .BTF.ext, and the sections that they name.
#pragma once

#include "support/bytes.h"
#include "support/error.h"

namespace btfkit::btf {

// The byte order of a section that begins with BTF's magic number.
Result<Endian> read_magic(Bytes bytes);

struct CommonHeader {
  Endian endian;
  uint32_t size;  // bytes
};

// The part of the header that BTF and .BTF.ext share; leaves `reader` behind it. A header has at
// least `minimum` bytes, and behind `known` only zeros.
Result<CommonHeader> read_header(ByteReader& reader, uint32_t minimum, uint32_t known);

// A range of a section, from its header: `offset` counts from the header's end at `start`.
Result<Bytes> part(Bytes bytes, uint64_t start, uint64_t offset, uint64_t length,
                   std::string_view name);

// A .BTF section with nothing looked at but its header.
struct Sections {
  Endian endian;
  Bytes types;
  Bytes strings;
  Bytes layout;  // empty where the header has none
};
Result<Sections> read_sections(Bytes bytes);

}  // namespace btfkit::btf
