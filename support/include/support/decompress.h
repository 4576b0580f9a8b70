// Compressed inputs: gzip, xz, lzma, zstd and lz4 frames, recognised by their first bytes.
#pragma once

#include <optional>
#include <string_view>

#include "support/bytes.h"
#include "support/error.h"
#include "support/file.h"

namespace btfkit {

// kZlib, the format of compressed ELF sections, has no magic number and is never detected.
enum class Compression { kGzip, kZlib, kXz, kLzma, kZstd, kLz4 };

// What `bytes` begin with, if it is the magic number of a compressed format.
std::optional<Compression> detect_compression(Bytes bytes);

std::string_view name_of(Compression compression);

// No input that this project reads decompresses to more; a crafted one is stopped here.
inline constexpr uint64_t kDecompressedLimit = uint64_t{4} << 30;

// The decompressed content of one stream (gzip, xz and zstd: of all streams that follow each
// other). Fails on truncated or damaged input and above `limit` bytes.
Result<Content> decompress(Bytes bytes, Compression compression,
                           uint64_t limit = kDecompressedLimit);

}  // namespace btfkit
