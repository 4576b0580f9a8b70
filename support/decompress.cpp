#include "support/decompress.h"

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

  // At least one free byte to write to.
  std::span<std::byte> free_space() {
    if (used_ == buffer_.size()) buffer_.resize(std::max(buffer_.size() * 2, kChunk));
    return std::span(buffer_).subspan(used_);
  }

  Result<void> advance(size_t count) {
    used_ += count;
    if (used_ > limit_) return fail("decompresses to more than {} bytes", limit_);
    return {};
  }

  Content take() && {
    buffer_.resize(used_);
    return Content(std::move(buffer_));
  }

 private:
  uint64_t limit_;
  size_t used_ = 0;
  std::vector<std::byte> buffer_;
};

std::unexpected<Error> truncated() {
  return fail("the compressed data is truncated");
}
std::unexpected<Error> damaged(std::string_view why) {
  return fail("the compressed data is damaged: {}", why);
}

// What zlib wants to know of a stream: its largest window, plus 16 where a gzip header is expected.
constexpr int kZlibWindow = 15;
constexpr int kGzipWindow = 15 + 16;

Result<Content> inflate_streams(Bytes bytes, int window, uint64_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, window) != Z_OK) return fail("zlib can't start");
  std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  Output output(limit);
  for (;;) {
    auto space = output.free_space();
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
      bool another = window == kGzipWindow && detect_compression(bytes) == Compression::kGzip;
      if (!another) return std::move(output).take();
      inflateReset(&stream);
    } else if (status == Z_BUF_ERROR) {
      return truncated();
    } else if (status != Z_OK) {
      return damaged(stream.msg ? stream.msg : "zlib");
    }
  }
}

Result<Content> decompress_lzma(Bytes bytes, uint64_t limit) {
  lzma_stream stream = LZMA_STREAM_INIT;
  constexpr uint64_t kMemoryLimit = uint64_t{1} << 30;
  if (lzma_auto_decoder(&stream, kMemoryLimit, LZMA_CONCATENATED) != LZMA_OK) {
    return fail("liblzma can't start");
  }
  std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> guard(&stream, lzma_end);
  stream.next_in = reinterpret_cast<const uint8_t*>(bytes.data());
  stream.avail_in = bytes.size();
  Output output(limit);
  for (;;) {
    auto space = output.free_space();
    stream.next_out = reinterpret_cast<uint8_t*>(space.data());
    stream.avail_out = space.size();
    lzma_ret status = lzma_code(&stream, LZMA_FINISH);
    BTFKIT_CHECK(output.advance(space.size() - stream.avail_out));
    switch (status) {
      case LZMA_OK:
        break;
      case LZMA_STREAM_END:
        return std::move(output).take();
      case LZMA_BUF_ERROR:
        return truncated();
      case LZMA_MEMLIMIT_ERROR:
        return fail("decompressing needs more than {} bytes of memory", kMemoryLimit);
      default:
        return damaged("liblzma");
    }
  }
}

Result<Content> decompress_zstd(Bytes bytes, uint64_t limit) {
  std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  if (!context) return fail("zstd can't start");
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  Output output(limit);
  for (;;) {
    auto space = output.free_space();
    ZSTD_outBuffer out{space.data(), space.size(), 0};
    size_t status = ZSTD_decompressStream(context.get(), &out, &input);
    if (ZSTD_isError(status)) return damaged(ZSTD_getErrorName(status));
    BTFKIT_CHECK(output.advance(out.pos));
    bool input_done = input.pos == input.size;
    if (status == 0 && input_done) return std::move(output).take();
    if (status != 0 && input_done && out.pos < out.size) return truncated();
  }
}

Result<Content> decompress_lz4(Bytes bytes, uint64_t limit) {
  LZ4F_dctx* raw = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION))) {
    return fail("lz4 can't start");
  }
  std::unique_ptr<LZ4F_dctx, LZ4F_errorCode_t (*)(LZ4F_dctx*)> context(
      raw, LZ4F_freeDecompressionContext);
  Output output(limit);
  for (;;) {
    auto space = output.free_space();
    size_t written = space.size();
    size_t consumed = bytes.size();
    size_t status = LZ4F_decompress(raw, space.data(), &written, bytes.data(), &consumed, nullptr);
    if (LZ4F_isError(status)) return damaged(LZ4F_getErrorName(status));
    BTFKIT_CHECK(output.advance(written));
    bytes = bytes.subspan(consumed);
    if (status == 0) return std::move(output).take();
    if (bytes.empty() && written == 0) return truncated();
  }
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
      return "lz4";
  }
  __builtin_unreachable();
}

Result<Content> decompress(Bytes bytes, Compression compression, uint64_t limit) {
  auto result = [&]() -> Result<Content> {
    switch (compression) {
      case Compression::kGzip:
        return inflate_streams(bytes, kGzipWindow, limit);
      case Compression::kZlib:
        return inflate_streams(bytes, kZlibWindow, limit);
      case Compression::kXz:
      case Compression::kLzma:
        return decompress_lzma(bytes, limit);
      case Compression::kZstd:
        return decompress_zstd(bytes, limit);
      case Compression::kLz4:
        return decompress_lz4(bytes, limit);
    }
    __builtin_unreachable();
  }();
  return in(name_of(compression), std::move(result));
}

}  // namespace btfkit
