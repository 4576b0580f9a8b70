// Compressed inputs: gzip, xz, lzma, zstd and lz4, recognised by their first bytes.
#pragma once

#include <optional>
#include <string_view>

#include "support/bytes.h"
#include "support/error.h"
#include "support/file.h"

namespace btfkit {

// kZlib, the format of compressed ELF sections, has no magic number and is never detected.
// kLz4Legacy is what `lz4 -l` writes and the kernel's build uses. kBzip2 and kLzo are detected, and
// refused by name.
enum class Compression { kGzip, kZlib, kXz, kLzma, kZstd, kLz4, kLz4Legacy, kBzip2, kLzo };

// What `bytes` begin with, if it is the magic number of a compressed format.
std::optional<Compression> detect_compression(Bytes bytes);

std::string_view name_of(Compression compression);

// No input that this project reads decompresses to more; a crafted one is stopped here.
inline constexpr uint64_t kDecompressedLimit = uint64_t{4} << 30;

// The decompressed content of one stream (gzip, xz and zstd: of all streams that follow each
// other). Fails on truncated or damaged input and above `limit` bytes; errors don't name the
// compression.
Result<Content> decompress(Bytes bytes, Compression compression,
                           uint64_t limit = kDecompressedLimit);

// A stream that something else follows.
struct FirstStream {
  Content content;
  Bytes rest;  // what follows
};

// The first stream only. A legacy lz4 stream has no end of its
// own: it ends with the input, or before four bytes that are no size of a block or say how long the
// content is, as the kernel's build appends them.
Result<FirstStream> decompress_first(Bytes bytes, Compression compression,
                                     uint64_t limit = kDecompressedLimit);

}  // namespace btfkit
