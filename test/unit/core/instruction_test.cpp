#include "core/instruction.h"

#include <gtest/gtest.h>

#include "message.h"

namespace btfkit::test {
namespace {

using core::Instruction;
using namespace std::string_view_literals;

// r1 = *(u32 *)(r2 + 0x1234), with an immediate that a real one doesn't have.
constexpr Instruction kLoad{0x61, 1, 2, 0x1234, 0x56789abc};
constexpr auto kLittle = "\x61\x21\x34\x12\xbc\x9a\x78\x56"sv;
constexpr auto kBig = "\x61\x12\x12\x34\x56\x78\x9a\xbc"sv;

Instruction decoded(std::string_view text, Endian endian) {
  return core::decode(as_bytes(text).first<core::kInstructionSize>(), endian);
}

std::string encoded(const Instruction& insn, Endian endian) {
  std::vector<std::byte> bytes(core::kInstructionSize);
  core::encode(insn, std::span(bytes).first<core::kInstructionSize>(), endian);
  return text_of(bytes);
}

TEST(Instruction, HasItsDestinationInTheLowHalfOnLittleEndian) {
  EXPECT_EQ(decoded(kLittle, Endian::kLittle), kLoad);
  EXPECT_EQ(encoded(kLoad, Endian::kLittle), kLittle);
}

TEST(Instruction, HasItsDestinationInTheHighHalfOnBigEndian) {
  EXPECT_EQ(decoded(kBig, Endian::kBig), kLoad);
  EXPECT_EQ(encoded(kLoad, Endian::kBig), kBig);
}

TEST(Instruction, KeepsNegativeOffsetAndImmediate) {
  Instruction insn{0x05, 15, 0, -2, INT32_MIN};
  for (Endian endian : {Endian::kLittle, Endian::kBig}) {
    EXPECT_EQ(decoded(encoded(insn, endian), endian), insn);
  }
}

TEST(Instruction, IsItsBytesInEitherOrder) {
  for (int code = 0; code < 256; ++code) {
    std::string bytes{
        static_cast<char>(code), '\xab', '\xcd', '\x80', '\xff', '\x01', '\x7f', '\x90'};
    for (Endian endian : {Endian::kLittle, Endian::kBig}) {
      EXPECT_EQ(encoded(decoded(bytes, endian), endian), bytes);
    }
  }
}

}  // namespace
}  // namespace btfkit::test
