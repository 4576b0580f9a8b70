#include "support/decompress.h"

#include <gtest/gtest.h>

#include "compressed.h"
#include "message.h"

namespace btfkit::test {
namespace {

using namespace std::string_literals;

// What comes out, or "error: ...".
std::string decompressed(const std::string& input, Compression compression,
                         uint64_t limit = kDecompressedLimit) {
  auto bytes = exact(input);
  auto content = in(name_of(compression), decompress(bytes, compression, limit));
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

// The blocks of 8 MB that `lz4 -l` makes, in one stream and in two.
TEST(Decompress, ReadsLegacyLz4) {
  for (const std::string& text : {""s, "a"s, long_text(), std::string((8 << 20) + 1, 'x')}) {
    std::string stream = compressed(Compression::kLz4Legacy, text);
    EXPECT_EQ(detect_compression(as_bytes(stream)), Compression::kLz4Legacy);
    EXPECT_EQ(decompressed(stream, Compression::kLz4Legacy), text);
    EXPECT_EQ(decompressed(stream + stream, Compression::kLz4Legacy), text + text);
  }
}

TEST(Decompress, RefusesDamagedLegacyLz4) {
  std::string stream = compressed(Compression::kLz4Legacy, "some text that is not empty");
  auto error = [](const std::string& input, uint64_t limit = kDecompressedLimit) {
    return decompressed(input, Compression::kLz4Legacy, limit);
  };
  for (size_t size = 5; size < stream.size(); ++size) {
    EXPECT_EQ(error(stream.substr(0, size)), "error: lz4: the compressed data is truncated")
        << size;
  }
  EXPECT_EQ(error(stream + "\xff\xff\xff\x7f"),
            "error: lz4: the compressed data is damaged: a block of 2147483647 bytes");
  stream[9] = '\xff';  // how many bytes are literal
  EXPECT_EQ(error(stream), "error: lz4: the compressed data is damaged: lz4");
  EXPECT_EQ(error(compressed(Compression::kLz4Legacy, std::string(5000, 'a')), 4999),
            "error: lz4: decompresses to more than 4999 bytes");
}

TEST(Decompress, NamesWhatItDoesNotSupport) {
  using namespace std::string_literals;
  for (const auto& [start, name] : {std::pair{"BZh9"s, "bzip2"}, {"\x89LZO\0\r\n\x1a\n"s, "lzo"}}) {
    auto compression = detect_compression(as_bytes(start));
    ASSERT_TRUE(compression);
    EXPECT_EQ(decompressed(start, *compression),
              fmt::format("error: {}: this compression is not supported", name));
  }
}

class EachFirstStream : public testing::TestWithParam<Compression> {};

INSTANTIATE_TEST_SUITE_P(Decompress, EachFirstStream,
                         testing::Values(Compression::kGzip, Compression::kXz, Compression::kLzma,
                                         Compression::kZstd, Compression::kLz4,
                                         Compression::kLz4Legacy),
                         [](const auto& format) {
                           return fmt::format("{}{}", name_of(format.param),
                                              static_cast<int>(format.param));
                         });

// As the kernel's build leaves it: the size behind the stream, and padding behind that.
TEST_P(EachFirstStream, IsFollowedByTheRest) {
  for (const std::string& text : {"some text"s, long_text()}) {
    ByteWriter trailer(Endian::kLittle);
    trailer.u32(static_cast<uint32_t>(text.size()));
    trailer.align(16);
    std::string rest = text_of(std::move(trailer).take());
    auto bytes = exact(compressed(GetParam(), text) + rest);
    auto stream = decompress_first(bytes, GetParam());
    ASSERT_TRUE(stream) << message(stream);
    EXPECT_EQ(text_of(stream->content.bytes()), text);
    EXPECT_EQ(text_of(stream->rest), rest);
  }
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
