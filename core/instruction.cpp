#include "core/instruction.h"

#include <cstring>

namespace btfkit::core {

// struct bpf_insn's two 4-bit registers are C bit fields: dst is the low half of the byte on a
// little-endian machine and the high half on a big-endian one.
Instruction decode(std::span<const std::byte, kInstructionSize> bytes, Endian endian) {
  auto registers = static_cast<uint8_t>(bytes[1]);
  uint8_t low = registers & 0x0f;
  uint8_t high = registers >> 4;
  int16_t off;
  int32_t imm;
  std::memcpy(&off, bytes.data() + 2, sizeof off);
  std::memcpy(&imm, bytes.data() + 4, sizeof imm);
  bool little = endian == Endian::kLittle;
  return {static_cast<uint8_t>(bytes[0]), little ? low : high, little ? high : low,
          to_endian(off, endian), to_endian(imm, endian)};
}

void encode(const Instruction& insn, std::span<std::byte, kInstructionSize> bytes, Endian endian) {
  bool little = endian == Endian::kLittle;
  uint8_t low = little ? insn.dst : insn.src;
  uint8_t high = little ? insn.src : insn.dst;
  bytes[0] = static_cast<std::byte>(insn.code);
  bytes[1] = static_cast<std::byte>(high << 4 | low);
  int16_t off = to_endian(insn.off, endian);
  int32_t imm = to_endian(insn.imm, endian);
  std::memcpy(bytes.data() + 2, &off, sizeof off);
  std::memcpy(bytes.data() + 4, &imm, sizeof imm);
}

}  // namespace btfkit::core
