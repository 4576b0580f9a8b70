#include "support/bytes.h"

#include <gtest/gtest.h>

#include "message.h"

namespace btfkit::test {
namespace {

using namespace std::string_view_literals;

TEST(ByteReader, ReadsLittleEndian) {
  auto bytes = exact("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"sv);
  ByteReader reader(bytes, Endian::kLittle);
  EXPECT_EQ(*reader.u8(), 0x01);
  EXPECT_EQ(*reader.u16(), 0x0302);
  EXPECT_EQ(*reader.u32(), 0x07060504u);
  EXPECT_EQ(*reader.u64(), 0x0f0e0d0c0b0a0908u);
  EXPECT_TRUE(reader.at_end());
}

TEST(ByteReader, ReadsBigEndian) {
  auto bytes = exact("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"sv);
  ByteReader reader(bytes, Endian::kBig);
  EXPECT_EQ(*reader.u8(), 0x01);
  EXPECT_EQ(*reader.u16(), 0x0203);
  EXPECT_EQ(*reader.u32(), 0x04050607u);
  EXPECT_EQ(*reader.u64(), 0x08090a0b0c0d0e0fu);
}

TEST(ByteReader, FailedReadStaysWhereItWas) {
  auto bytes = exact("\x01\x02\x03"sv);
  ByteReader reader(bytes, Endian::kLittle);
  ASSERT_TRUE(reader.u8());
  EXPECT_EQ(message(reader.u32()), "4 bytes needed at offset 1, 2 left");
  EXPECT_EQ(reader.position(), 1u);
  EXPECT_EQ(*reader.u16(), 0x0302);
}

TEST(ByteReader, ReadsNothingFromNothing) {
  ByteReader reader({}, Endian::kLittle);
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(message(reader.u8()), "1 bytes needed at offset 0, 0 left");
  EXPECT_EQ(message(reader.bytes(0)), "");
}

TEST(ByteReader, RefusesCountsThatWouldWrap) {
  auto bytes = exact("1234"sv);
  ByteReader reader(bytes, Endian::kLittle);
  ASSERT_TRUE(reader.u16());
  EXPECT_EQ(message(reader.bytes(UINT64_MAX)),
            "18446744073709551615 bytes needed at offset 2, 2 left");
  EXPECT_EQ(message(reader.skip(3)), "3 bytes needed at offset 2, 2 left");
  EXPECT_EQ(reader.position(), 2u);
}

TEST(ByteReader, SeeksUpToTheEnd) {
  auto bytes = exact("1234"sv);
  ByteReader reader(bytes, Endian::kLittle);
  EXPECT_EQ(message(reader.seek(4)), "");
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(message(reader.seek(5)), "offset 5 is behind the end at 4");
  EXPECT_EQ(reader.position(), 4u);
}

TEST(ByteReader, HandsOutBytesInPlace) {
  auto bytes = exact("1234"sv);
  ByteReader reader(bytes, Endian::kLittle);
  ASSERT_TRUE(reader.skip(1));
  EXPECT_EQ(reader.bytes(2)->data(), bytes.data() + 1);
  EXPECT_EQ(reader.remaining(), 1u);
}

TEST(ByteWriter, WritesEitherByteOrder) {
  auto written = [](Endian endian) {
    ByteWriter writer(endian);
    writer.u8(1);
    writer.u16(0x0203);
    writer.u32(0x04050607);
    writer.u64(0x08090a0b0c0d0e0f);
    return text_of(std::move(writer).take());
  };
  EXPECT_EQ(written(Endian::kBig),
            "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"sv);
  EXPECT_EQ(written(Endian::kLittle),
            "\x01\x03\x02\x07\x06\x05\x04\x0f\x0e\x0d\x0c\x0b\x0a\x09\x08"sv);
}

TEST(ByteWriter, AlignsWithZeros) {
  ByteWriter writer(Endian::kLittle);
  writer.align(8);
  EXPECT_EQ(writer.position(), 0u);
  writer.u8(0xff);
  writer.align(4);
  EXPECT_EQ(text_of(std::move(writer).take()), "\xff\0\0\0"sv);
}

TEST(ByteWriter, PatchesWhatWasWritten) {
  ByteWriter writer(Endian::kBig);
  writer.u32(0);
  writer.u8('x');
  writer.patch_u32(0, 0x31323334);
  EXPECT_EQ(text_of(std::move(writer).take()), "1234x");
}

}  // namespace
}  // namespace btfkit::test
