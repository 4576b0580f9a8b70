#include "support/decompress.h"

#include <gtest/gtest.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "message.h"

namespace btfkit::test {
namespace {

using namespace std::string_literals;

uint8_t* bytes_in(std::string& text) {
  return reinterpret_cast<uint8_t*>(text.data());
}
const uint8_t* bytes_in(const std::string& text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

std::string deflated(const std::string& text, int window) {
  z_stream stream{};
  deflateInit2(&stream, 1, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 100, '\0');
  stream.next_in = const_cast<uint8_t*>(bytes_in(text));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = bytes_in(out);
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string xz(const std::string& text) {
  std::string out(text.size() + 1000, '\0');
  size_t size = 0;
  EXPECT_EQ(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, nullptr, bytes_in(text), text.size(),
                                    bytes_in(out), &size, out.size()),
            LZMA_OK);
  out.resize(size);
  return out;
}

std::string lzma(const std::string& text) {
  lzma_stream stream = LZMA_STREAM_INIT;
  lzma_options_lzma options;
  lzma_lzma_preset(&options, 0);
  EXPECT_EQ(lzma_alone_encoder(&stream, &options), LZMA_OK);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = bytes_in(text);
  stream.avail_in = text.size();
  stream.next_out = bytes_in(out);
  stream.avail_out = out.size();
  EXPECT_EQ(lzma_code(&stream, LZMA_FINISH), LZMA_STREAM_END);
  out.resize(stream.total_out);
  lzma_end(&stream);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string lz4(const std::string& text) {
  LZ4F_preferences_t preferences{};
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  std::string out(LZ4F_compressFrameBound(text.size(), &preferences), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), text.data(), text.size(), &preferences));
  return out;
}

std::string compressed(Compression compression, const std::string& text) {
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
  }
  __builtin_unreachable();
}

// What comes out, or "error: ...".
std::string decompressed(const std::string& input, Compression compression,
                         uint64_t limit = kDecompressedLimit) {
  auto bytes = exact(input);
  auto content = decompress(bytes, compression, limit);
  return content ? text_of(content->bytes()) : "error: " + content.error().message();
}

class EachCompression : public testing::TestWithParam<Compression> {};

INSTANTIATE_TEST_SUITE_P(Decompress, EachCompression,
                         testing::Values(Compression::kGzip, Compression::kZlib, Compression::kXz,
                                         Compression::kLzma, Compression::kZstd, Compression::kLz4),
                         [](const auto& format) { return std::string(name_of(format.param)); });

// Longer than one chunk of output, and not of one byte alone.
std::string long_text() {
  std::string text;
  for (int i = 0; text.size() < 1'200'000; ++i) text += std::to_string(i * 7919);
  return text;
}

TEST_P(EachCompression, GivesBackWhatWasCompressed) {
  for (const std::string& text : {""s, "a"s, long_text()}) {
    EXPECT_EQ(decompressed(compressed(GetParam(), text), GetParam()), text);
  }
}

TEST_P(EachCompression, IsDetected) {
  auto expected = GetParam() == Compression::kZlib ? std::nullopt : std::optional(GetParam());
  EXPECT_EQ(detect_compression(as_bytes(compressed(GetParam(), "text"))), expected);
}

TEST_P(EachCompression, RefusesEveryTruncation) {
  std::string whole = compressed(GetParam(), "some text that is not empty");
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(decompressed(whole.substr(0, size), GetParam()),
              fmt::format("error: {}: the compressed data is truncated", name_of(GetParam())))
        << size << " of " << whole.size();
  }
}

TEST_P(EachCompression, StopsAtTheLimit) {
  std::string input = compressed(GetParam(), std::string(5000, 'a'));
  EXPECT_EQ(decompressed(input, GetParam(), 5000), std::string(5000, 'a'));
  EXPECT_EQ(decompressed(input, GetParam(), 4999),
            fmt::format("error: {}: decompresses to more than 4999 bytes", name_of(GetParam())));
}

// Whatever one byte becomes, there is an answer; where there are checksums, a wrong one is an
// error.
TEST_P(EachCompression, SurvivesEveryByteChange) {
  const std::string whole = compressed(GetParam(), "some text that is not empty");
  for (size_t at = 0; at < whole.size(); ++at) {
    for (char change : {'\x01', '\x80', '\xff'}) {
      std::string input = whole;
      input[at] = static_cast<char>(input[at] ^ change);
      EXPECT_EQ(decompressed(input, GetParam(), 1 << 20).find('\n'), std::string::npos) << at;
    }
  }
}

// A header that no encoder writes, behind a magic number where the format has one.
TEST_P(EachCompression, SaysThatDataIsDamaged) {
  std::string input = compressed(GetParam(), "some text that is not empty");
  bool has_magic = detect_compression(as_bytes(input)).has_value();
  std::fill(input.begin() + (has_magic ? 4 : 0), input.end(), '\xff');
  EXPECT_TRUE(decompressed(input, GetParam())
                  .starts_with(fmt::format("error: {}: the compressed data is damaged: ",
                                           name_of(GetParam()))))
      << decompressed(input, GetParam());
}

class EachConcatenable : public testing::TestWithParam<Compression> {};

INSTANTIATE_TEST_SUITE_P(Decompress, EachConcatenable,
                         testing::Values(Compression::kGzip, Compression::kXz, Compression::kZstd),
                         [](const auto& format) { return std::string(name_of(format.param)); });

TEST_P(EachConcatenable, ReadsStreamsThatFollowEachOther) {
  std::string two = compressed(GetParam(), "one, ") + compressed(GetParam(), "two");
  EXPECT_EQ(decompressed(two, GetParam()), "one, two");
}

TEST_P(EachConcatenable, RefusesTruncatedSecondStream) {
  std::string two = compressed(GetParam(), "one, ") + compressed(GetParam(), "two");
  EXPECT_EQ(decompressed(two.substr(0, two.size() - 3), GetParam()),
            fmt::format("error: {}: the compressed data is truncated", name_of(GetParam())));
}

// As gzip itself: tapes and disk images pad with zeros.
TEST(Decompress, IgnoresPaddingBehindGzip) {
  EXPECT_EQ(decompressed(compressed(Compression::kGzip, "text") + std::string(512, '\0'),
                         Compression::kGzip),
            "text");
}

// Only gzip members follow each other; a zlib stream ends where it ends.
TEST(Decompress, TakesOneZlibStream) {
  EXPECT_EQ(decompressed(compressed(Compression::kZlib, "text") + "\x1f\x8b behind it",
                         Compression::kZlib),
            "text");
}

TEST(Decompress, DetectsNothingInOtherBytes) {
  EXPECT_EQ(detect_compression({}), std::nullopt);
  EXPECT_EQ(detect_compression(as_bytes("\x7f"
                                        "ELF")),
            std::nullopt);
  EXPECT_EQ(detect_compression(as_bytes("\x1f")), std::nullopt);
}

}  // namespace
}  // namespace btfkit::test
