#include "support/decompress.h"

#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace btfkit {
namespace {

// Output that grows by chunks and stops at the limit.
class Output {
 public:
  explicit Output(uint64_t limit) : limit_(limit) {}

  static constexpr size_t kChunk = size_t{1} << 20;

  // At least `wanted` free bytes to write to.
  Result<std::span<std::byte>> free_space(size_t wanted = 1) {
    size_t size = buffer_.bytes().size();
    if (size - used_ < wanted) {
      BTFKIT_CHECK(buffer_.resize(std::max({size * 2, used_ + wanted, kChunk})));
    }
    return buffer_.writable().subspan(used_);
  }

  Result<void> advance(size_t count) {
    used_ += count;
    if (used_ > limit_) return fail("decompresses to more than {} bytes", limit_);
    return {};
  }

  size_t used() const { return used_; }

  Result<FirstStream> take(Bytes rest) && {
    BTFKIT_CHECK(buffer_.resize(used_));
    return FirstStream{Content(std::move(buffer_)), rest};
  }

 private:
  uint64_t limit_;
  size_t used_ = 0;
  Buffer buffer_;
};

// Whether streams that follow the first are part of the content.
enum class Extent { kFirst, kAll };

std::unexpected<Error> truncated() {
  return fail("the compressed data is truncated");
}
std::unexpected<Error> damaged(std::string_view why) {
  return fail("the compressed data is damaged: {}", why);
}

// What zlib wants to know of a stream: its largest window, plus 16 where a gzip header is expected.
constexpr int kZlibWindow = 15;
constexpr int kGzipWindow = 15 + 16;

Result<FirstStream> inflate_streams(Bytes bytes, int window, Extent extent, uint64_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, window) != Z_OK) return fail("zlib can't start");
  std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  Output output(limit);
  for (;;) {
    auto space = BTFKIT_TRY(output.free_space());
    // zlib counts in 32 bits; inputs may be larger.
    auto chunk = static_cast<uInt>(std::min<size_t>(bytes.size(), size_t{1} << 30));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
    stream.avail_in = chunk;
    stream.next_out = reinterpret_cast<Bytef*>(space.data());
    auto room = static_cast<uInt>(std::min<size_t>(space.size(), size_t{1} << 30));
    stream.avail_out = room;
    int status = inflate(&stream, Z_NO_FLUSH);
    bytes = bytes.subspan(chunk - stream.avail_in);
    BTFKIT_CHECK(output.advance(room - stream.avail_out));
    if (status == Z_STREAM_END) {
      // Another gzip member may follow; anything else is padding, as gzip itself takes it.
      bool another = extent == Extent::kAll && window == kGzipWindow &&
                     detect_compression(bytes) == Compression::kGzip;
      if (!another) return std::move(output).take(bytes);
      inflateReset(&stream);
    } else if (status == Z_BUF_ERROR) {
      return truncated();
    } else if (status != Z_OK) {
      return damaged(stream.msg ? stream.msg : "zlib");
    }
  }
}

Result<FirstStream> decompress_lzma(Bytes bytes, Extent extent, uint64_t limit) {
  lzma_stream stream = LZMA_STREAM_INIT;
  constexpr uint64_t kMemoryLimit = uint64_t{1} << 30;
  uint32_t flags = extent == Extent::kAll ? LZMA_CONCATENATED : 0;
  if (lzma_auto_decoder(&stream, kMemoryLimit, flags) != LZMA_OK) {
    return fail("liblzma can't start");
  }
  std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> guard(&stream, lzma_end);
  stream.next_in = reinterpret_cast<const uint8_t*>(bytes.data());
  stream.avail_in = bytes.size();
  Output output(limit);
  for (;;) {
    auto space = BTFKIT_TRY(output.free_space());
    stream.next_out = reinterpret_cast<uint8_t*>(space.data());
    stream.avail_out = space.size();
    lzma_ret status = lzma_code(&stream, LZMA_FINISH);
    BTFKIT_CHECK(output.advance(space.size() - stream.avail_out));
    switch (status) {
      case LZMA_OK:
        break;
      case LZMA_STREAM_END:
        return std::move(output).take(bytes.last(stream.avail_in));
      case LZMA_BUF_ERROR:
        return truncated();
      case LZMA_OPTIONS_ERROR:
        return damaged("liblzma doesn't know a filter of it");
      case LZMA_MEMLIMIT_ERROR:
        return fail("decompressing needs more than {} bytes of memory", kMemoryLimit);
      default:
        return damaged("liblzma");
    }
  }
}

Result<FirstStream> decompress_zstd(Bytes bytes, Extent extent, uint64_t limit) {
  std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  if (!context) return fail("zstd can't start");
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  Output output(limit);
  for (;;) {
    auto space = BTFKIT_TRY(output.free_space());
    ZSTD_outBuffer out{space.data(), space.size(), 0};
    size_t status = ZSTD_decompressStream(context.get(), &out, &input);
    if (ZSTD_isError(status)) return damaged(ZSTD_getErrorName(status));
    BTFKIT_CHECK(output.advance(out.pos));
    bool input_done = input.pos == input.size;
    if (status == 0 && (input_done || extent == Extent::kFirst)) {
      return std::move(output).take(bytes.subspan(input.pos));
    }
    if (status != 0 && input_done && out.pos < out.size) return truncated();
  }
}

Result<FirstStream> decompress_lz4(Bytes bytes, uint64_t limit) {
  LZ4F_dctx* raw = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION))) {
    return fail("lz4 can't start");
  }
  std::unique_ptr<LZ4F_dctx, LZ4F_errorCode_t (*)(LZ4F_dctx*)> context(
      raw, LZ4F_freeDecompressionContext);
  Output output(limit);
  for (;;) {
    auto space = BTFKIT_TRY(output.free_space());
    size_t written = space.size();
    size_t consumed = bytes.size();
    size_t status = LZ4F_decompress(raw, space.data(), &written, bytes.data(), &consumed, nullptr);
    if (LZ4F_isError(status)) return damaged(LZ4F_getErrorName(status));
    BTFKIT_CHECK(output.advance(written));
    bytes = bytes.subspan(consumed);
    if (status == 0) return std::move(output).take(bytes);
    if (bytes.empty() && written == 0) return truncated();
  }
}

// A magic number, then blocks: the size of each, compressed, in 4 bytes, and its bytes, which
// decompress to 8 MB, the last block's to less. Nothing marks the end.
Result<FirstStream> decompress_lz4_legacy(Bytes bytes, Extent extent, uint64_t limit) {
  constexpr uint32_t kMagic = 0x184c2102;
  constexpr int kBlock = 8 << 20;
  ByteReader reader(bytes, Endian::kLittle);
  BTFKIT_CHECK(reader.skip(sizeof kMagic));
  Output output(limit);
  while (!reader.at_end()) {
    Bytes rest = bytes.subspan(reader.position());
    auto size = reader.u32();
    if (!size) return truncated();
    if (*size == kMagic) continue;  // another stream
    bool no_block = *size > uint32_t{LZ4_COMPRESSBOUND(kBlock)};
    if (extent == Extent::kFirst && (no_block || *size == output.used())) {
      return std::move(output).take(rest);
    }
    if (no_block) return damaged(fmt::format("a block of {} bytes", *size));
    auto block = reader.bytes(*size);
    if (!block) return truncated();
    auto space = BTFKIT_TRY(output.free_space(kBlock));
    int written =
        LZ4_decompress_safe(reinterpret_cast<const char*>(block->data()),
                            reinterpret_cast<char*>(space.data()), static_cast<int>(*size), kBlock);
    if (written < 0) return damaged("lz4");
    BTFKIT_CHECK(output.advance(static_cast<size_t>(written)));
  }
  return std::move(output).take({});
}

Result<FirstStream> decompress(Bytes bytes, Compression compression, Extent extent,
                               uint64_t limit) {
  switch (compression) {
    case Compression::kGzip:
      return inflate_streams(bytes, kGzipWindow, extent, limit);
    case Compression::kZlib:
      return inflate_streams(bytes, kZlibWindow, extent, limit);
    case Compression::kXz:
    case Compression::kLzma:
      return decompress_lzma(bytes, extent, limit);
    case Compression::kZstd:
      return decompress_zstd(bytes, extent, limit);
    case Compression::kLz4:
      return decompress_lz4(bytes, limit);
    case Compression::kLz4Legacy:
      return decompress_lz4_legacy(bytes, extent, limit);
    case Compression::kBzip2:
    case Compression::kLzo:
      return fail("this compression is not supported");
  }
  __builtin_unreachable();
}

}  // namespace

std::optional<Compression> detect_compression(Bytes bytes) {
  struct Magic {
    std::string_view bytes;
    Compression compression;
  };
  using namespace std::string_view_literals;
  static constexpr std::array kMagics = {
      Magic{"\x1f\x8b"sv, Compression::kGzip},
      Magic{"\xfd"
            "7zXZ\0"sv,
            Compression::kXz},
      Magic{"\x5d\0\0"sv, Compression::kLzma},
      Magic{"\x28\xb5\x2f\xfd"sv, Compression::kZstd},
      Magic{"\x04\x22\x4d\x18"sv, Compression::kLz4},
      Magic{"\x02\x21\x4c\x18"sv, Compression::kLz4Legacy},
      Magic{"BZh"sv, Compression::kBzip2},
      Magic{"\x89LZO\0\r\n\x1a\n"sv, Compression::kLzo},
  };
  for (const Magic& magic : kMagics) {
    if (as_text(bytes).starts_with(magic.bytes)) return magic.compression;
  }
  return std::nullopt;
}

std::string_view name_of(Compression compression) {
  switch (compression) {
    case Compression::kGzip:
      return "gzip";
    case Compression::kZlib:
      return "zlib";
    case Compression::kXz:
      return "xz";
    case Compression::kLzma:
      return "lzma";
    case Compression::kZstd:
      return "zstd";
    case Compression::kLz4:
    case Compression::kLz4Legacy:
      return "lz4";
    case Compression::kBzip2:
      return "bzip2";
    case Compression::kLzo:
      return "lzo";
  }
  __builtin_unreachable();
}

Result<Content> decompress(Bytes bytes, Compression compression, uint64_t limit) {
  return BTFKIT_TRY(decompress(bytes, compression, Extent::kAll, limit)).content;
}

Result<FirstStream> decompress_first(Bytes bytes, Compression compression, uint64_t limit) {
  return decompress(bytes, compression, Extent::kFirst, limit);
}

}  // namespace btfkit
