// A BPF instruction as values (struct bpf_insn of include/uapi/linux/bpf.h).
#pragma once

#include <array>
#include <cstdint>

#include "support/bytes.h"

namespace btfkit::core {

inline constexpr uint64_t kInstructionSize = 8;  // bytes

struct Instruction {
  uint8_t code;
  uint8_t dst;  // register number
  uint8_t src;  // register number, or a BPF_PSEUDO_* mark
  int16_t off;
  int32_t imm;

  friend bool operator==(const Instruction&, const Instruction&) = default;
};

// The parts of `code`, named as in linux/bpf_common.h and linux/bpf.h.
enum class InsnClass : uint8_t { kLd = 0, kLdx, kSt, kStx, kAlu, kJmp, kJmp32, kAlu64 };
inline InsnClass class_of(const Instruction& insn) {
  return static_cast<InsnClass>(insn.code & 0x07);
}
inline constexpr uint8_t kLdImm64 = 0x18;    // BPF_LD | BPF_IMM | BPF_DW: takes two slots
inline constexpr uint8_t kCall = 0x85;       // BPF_JMP | BPF_CALL
inline constexpr uint8_t kSourceReg = 0x08;  // BPF_X: the source is a register, not imm
inline constexpr uint8_t kSizeMask = 0x18;   // BPF_W 0x00, BPF_H 0x08, BPF_B 0x10, BPF_DW 0x18

// `src` of an LDIMM64 or a call that the loader or the kernel gives a meaning to.
inline constexpr uint8_t kPseudoMapFd = 1;        // LDIMM64: a map
inline constexpr uint8_t kPseudoMapValue = 2;     // LDIMM64: an address in a map's value
inline constexpr uint8_t kPseudoBtfId = 3;        // LDIMM64: a variable of the kernel by its id
inline constexpr uint8_t kPseudoFunc = 4;         // LDIMM64: a function of the program
inline constexpr uint8_t kPseudoMapIdx = 5;       // LDIMM64: a map by its index in fd_array
inline constexpr uint8_t kPseudoMapIdxValue = 6;  // LDIMM64: the same, an address in its value
inline constexpr uint8_t kPseudoCall = 1;         // call: a function of the program
inline constexpr uint8_t kPseudoKfuncCall = 2;    // call: a kernel function by its BTF id

// Reads the instruction at the start of 8 bytes; byte order also decides which register comes
// first.
Instruction decode(std::span<const std::byte, kInstructionSize> bytes, Endian endian);
void encode(const Instruction& insn, std::span<std::byte, kInstructionSize> bytes, Endian endian);

}  // namespace btfkit::core
