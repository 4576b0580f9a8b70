// Texts in each compression, for what has to decompress them.
#pragma once

#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdlib>
#include <string>

#include "support/bytes.h"
#include "support/decompress.h"

namespace btfkit::test {

inline void must(bool condition) {
  if (!condition) std::abort();
}

inline uint8_t* bytes_in(std::string& text) {
  return reinterpret_cast<uint8_t*>(text.data());
}
inline const uint8_t* bytes_in(const std::string& text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

inline std::string deflated(const std::string& text, int window) {
  z_stream stream{};
  deflateInit2(&stream, 1, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 100, '\0');
  stream.next_in = const_cast<uint8_t*>(bytes_in(text));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = bytes_in(out);
  stream.avail_out = static_cast<uInt>(out.size());
  must(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string xz(const std::string& text) {
  std::string out(text.size() + 1000, '\0');
  size_t size = 0;
  must(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, nullptr, bytes_in(text), text.size(),
                               bytes_in(out), &size, out.size()) == LZMA_OK);
  out.resize(size);
  return out;
}

inline std::string lzma(const std::string& text) {
  lzma_stream stream = LZMA_STREAM_INIT;
  lzma_options_lzma options;
  lzma_lzma_preset(&options, 0);
  must(lzma_alone_encoder(&stream, &options) == LZMA_OK);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = bytes_in(text);
  stream.avail_in = text.size();
  stream.next_out = bytes_in(out);
  stream.avail_out = out.size();
  must(lzma_code(&stream, LZMA_FINISH) == LZMA_STREAM_END);
  out.resize(stream.total_out);
  lzma_end(&stream);
  return out;
}

inline std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

inline std::string lz4(const std::string& text) {
  LZ4F_preferences_t preferences{};
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  std::string out(LZ4F_compressFrameBound(text.size(), &preferences), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), text.data(), text.size(), &preferences));
  return out;
}

// As `lz4 -l` writes it: blocks of 8 MB, each behind its size, and no end.
inline std::string lz4_legacy(const std::string& text) {
  constexpr size_t kBlock = 8 << 20;
  ByteWriter writer(Endian::kLittle);
  writer.u32(0x184c2102);
  for (size_t at = 0; at < text.size(); at += kBlock) {
    std::string block = text.substr(at, kBlock);
    std::string out(static_cast<size_t>(LZ4_compressBound(static_cast<int>(block.size()))), '\0');
    int size = LZ4_compress_default(block.data(), out.data(), static_cast<int>(block.size()),
                                    static_cast<int>(out.size()));
    must(size > 0);
    writer.u32(static_cast<uint32_t>(size));
    writer.bytes(as_bytes(std::string_view(out).substr(0, static_cast<size_t>(size))));
  }
  std::vector<std::byte> bytes = std::move(writer).take();
  return std::string(as_text(bytes));
}

inline std::string compressed(Compression compression, const std::string& text) {
  switch (compression) {
    case Compression::kGzip:
      return deflated(text, 15 + 16);
    case Compression::kZlib:
      return deflated(text, 15);
    case Compression::kXz:
      return xz(text);
    case Compression::kLzma:
      return lzma(text);
    case Compression::kZstd:
      return zstd(text);
    case Compression::kLz4:
      return lz4(text);
    case Compression::kLz4Legacy:
      return lz4_legacy(text);
    case Compression::kBzip2:
    case Compression::kLzo:
      std::abort();  // these are refused
  }
  __builtin_unreachable();
}

}  // namespace btfkit::test
