// core::apply: the forms of instructions that can carry a value, and those that can't.
#include <gtest/gtest.h>

#include "core/fixup.h"
#include "message.h"

namespace btfkit::test {
namespace {

using core::Fixup;
using core::Instruction;

// The parts of an instruction's code, as in linux/bpf_common.h.
constexpr uint8_t kMovImm = 0xb7, kMovImm32 = 0xb4, kMovReg = 0xbf;
constexpr uint8_t kLoadW = 0x61, kLoadDw = 0x79, kStoreImmW = 0x62, kStoreRegW = 0x63;
constexpr uint8_t kLoadB = 0x71;

Fixup from_to(uint64_t local, uint64_t target) {
  Fixup fixup;
  fixup.local_value = local;
  fixup.target_value = target;
  return fixup;
}

std::string text_of(const Instruction& insn) {
  return fmt::format("{:02x} r{} r{} {} {}", insn.code, insn.dst, insn.src, insn.off, insn.imm);
}

// The instructions afterwards, or the error.
std::string applied(const Fixup& fixup, std::vector<Instruction> insns) {
  auto result = core::apply(fixup, insns);
  if (!result) return result.error().message();
  std::string text;
  for (const Instruction& insn : insns) text += (text.empty() ? "" : "; ") + text_of(insn);
  return text;
}

Instruction immediate(uint8_t code, int32_t imm) {
  return {code, 1, 0, 0, imm};
}
Instruction memory(uint8_t code, int16_t off) {
  return {code, 1, 2, off, 0};
}
std::vector<Instruction> load64(uint64_t value) {
  return {{core::kLdImm64, 1, 0, 0, static_cast<int32_t>(value)},
          {0, 0, 0, 0, static_cast<int32_t>(value >> 32)}};
}

const std::string kPoisoned = "85 r0 r0 0 195896080";

TEST(Apply, SetsImmediateOfArithmetic) {
  EXPECT_EQ(applied(from_to(4, 16), {immediate(kMovImm, 4)}), "b7 r1 r0 0 16");
  EXPECT_EQ(applied(from_to(4, 16), {immediate(kMovImm32, 4)}), "b4 r1 r0 0 16");
}

TEST(Apply, SetsOffsetOfLoadsAndStores) {
  EXPECT_EQ(applied(from_to(4, 16), {memory(kLoadW, 4)}), "61 r1 r2 16 0");
  EXPECT_EQ(applied(from_to(4, 16), {memory(kStoreImmW, 4)}), "62 r1 r2 16 0");
  EXPECT_EQ(applied(from_to(4, 16), {memory(kStoreRegW, 4)}), "63 r1 r2 16 0");
}

TEST(Apply, SetsBothHalvesOfA64BitLoad) {
  EXPECT_EQ(applied(from_to(4, 0x1'0000'0002), load64(4)), "18 r1 r0 0 2; 00 r0 r0 0 1");
  EXPECT_EQ(applied(from_to(0x1'0000'0004, 5), load64(0x1'0000'0004)),
            "18 r1 r0 0 5; 00 r0 r0 0 0");
}

// Every code with its answer: the class decides, for arithmetic also where the operand comes from.
TEST(Apply, TakesTheFormsThatLibbpfTakes) {
  for (int number = 1; number < 256; ++number) {
    auto code = static_cast<uint8_t>(number);
    bool is_load64 = code == core::kLdImm64;
    Instruction insn{code, 1, 0, 4, 4};
    if (is_load64) insn.off = 0;
    std::vector<Instruction> insns{insn, {0, 0, 0, 0, 0}};
    std::string text = applied(from_to(4, 16), insns);
    text = text.substr(0, text.find(';'));
    std::string refused = fmt::format("instruction {:#04x} can't carry a value", code);
    switch (core::class_of(insn)) {
      case core::InsnClass::kAlu:
      case core::InsnClass::kAlu64:
        if (code & core::kSourceReg)
          refused = fmt::format("instruction {:#04x} has no immediate", code);
        insn.imm = 16;
        EXPECT_EQ(text, code & core::kSourceReg ? refused : text_of(insn));
        break;
      case core::InsnClass::kLdx:
      case core::InsnClass::kSt:
      case core::InsnClass::kStx:
        insn.off = 16;
        EXPECT_EQ(text, text_of(insn));
        break;
      case core::InsnClass::kLd:
        insn.imm = 16;
        EXPECT_EQ(text, is_load64 ? text_of(insn) : refused);
        break;
      case core::InsnClass::kJmp:
      case core::InsnClass::kJmp32:
        EXPECT_EQ(text, refused);
        break;
    }
  }
}

TEST(Apply, RefusesRegisterOperand) {
  EXPECT_EQ(applied(from_to(4, 16), {immediate(kMovReg, 4)}), "instruction 0xbf has no immediate");
}

TEST(Apply, RefusesWhatTheCompilerDidNotWrite) {
  EXPECT_EQ(applied(from_to(4, 16), {immediate(kMovImm, 5)}),
            "the instruction's immediate is 5, but the object's own type says 4");
  EXPECT_EQ(applied(from_to(4, 16), {memory(kLoadW, 5)}),
            "the instruction's offset is 5, but the object's own type says 4");
  EXPECT_EQ(applied(from_to(4, 16), load64(5)),
            "the instruction's 64-bit immediate is 5, but the object's own type says 4");
}

TEST(Apply, TakesAnyOldValueWhereNoneIsKnown) {
  Fixup fixup = from_to(4, 16);
  fixup.validate = false;
  EXPECT_EQ(applied(fixup, {immediate(kMovImm, 99)}), "b7 r1 r0 0 16");
  EXPECT_EQ(applied(fixup, {memory(kLoadW, 99)}), "61 r1 r2 16 0");
  EXPECT_EQ(applied(fixup, load64(99)), "18 r1 r0 0 16; 00 r0 r0 0 0");
}

TEST(Apply, RefusesOffsetOver32767) {
  EXPECT_EQ(applied(from_to(4, 32767), {memory(kLoadW, 4)}), "61 r1 r2 32767 0");
  EXPECT_EQ(applied(from_to(4, 32768), {memory(kLoadW, 4)}),
            "offset 32768 doesn't fit into a load or store, whose limit is 32767");
}

// An unsigned enumerator of 2^31 or more: mov sign-extends its immediate in 64 bits, not in 32.
TEST(Apply, KeepsTheValueOfWideImmediates) {
  EXPECT_EQ(applied(from_to(1, 0x80000000), {immediate(kMovImm32, 1)}), "b4 r1 r0 0 -2147483648");
  EXPECT_EQ(applied(from_to(1, 0x80000000), {immediate(kMovImm, 1)}),
            "value 2147483648 doesn't fit into a 32-bit immediate");
  EXPECT_EQ(applied(from_to(1, UINT64_MAX), {immediate(kMovImm, 1)}), "b7 r1 r0 0 -1");
  EXPECT_EQ(applied(from_to(1, UINT64_MAX), {immediate(kMovImm32, 1)}), "b4 r1 r0 0 -1");
  EXPECT_EQ(applied(from_to(1, 0x1'0000'0000), {immediate(kMovImm32, 1)}),
            "value 4294967296 doesn't fit into a 32-bit immediate");
}

TEST(Apply, ComparesWideImmediatesAsTheyWereWritten) {
  EXPECT_EQ(applied(from_to(UINT64_MAX, 1), {immediate(kMovImm, -1)}), "b7 r1 r0 0 1");
  EXPECT_EQ(applied(from_to(0xffffffff, 1), {immediate(kMovImm32, -1)}), "b4 r1 r0 0 1");
}

TEST(Apply, RefusesOtherThanPlain64BitLoads) {
  std::vector<Instruction> map = load64(4);
  map[0].src = core::kPseudoMapFd;
  EXPECT_EQ(applied(from_to(4, 16), map), "it is not a plain 64-bit load of an immediate");
  for (auto spoil : std::vector<void (*)(Instruction&)>{[](Instruction& high) { high.dst = 1; },
                                                        [](Instruction& high) { high.src = 1; },
                                                        [](Instruction& high) { high.off = 1; }}) {
    std::vector<Instruction> insns = load64(4);
    spoil(insns[1]);
    EXPECT_EQ(applied(from_to(4, 16), insns), "it is not a plain 64-bit load of an immediate");
  }
}

Fixup resizing(uint32_t from, uint32_t to, bool unsafe = false) {
  Fixup fixup = from_to(4, 16);
  fixup.local_width = from;
  fixup.target_width = to;
  fixup.resize_unsafe = unsafe;
  return fixup;
}

TEST(Apply, ResizesLoadsAndStores) {
  EXPECT_EQ(applied(resizing(4, 8), {memory(kLoadW, 4)}), "79 r1 r2 16 0");
  EXPECT_EQ(applied(resizing(8, 4), {memory(kLoadDw, 4)}), "61 r1 r2 16 0");
  EXPECT_EQ(applied(resizing(4, 2), {memory(kLoadW, 4)}), "69 r1 r2 16 0");
  EXPECT_EQ(applied(resizing(4, 1), {memory(kStoreRegW, 4)}), "73 r1 r2 16 0");
  EXPECT_EQ(applied(resizing(1, 8), {memory(kLoadB, 4)}), "79 r1 r2 16 0");
}

TEST(Apply, RefusesResizeFromAnotherWidth) {
  EXPECT_EQ(applied(resizing(4, 8), {memory(kLoadB, 4)}),
            "the instruction accesses 1 bytes of a field of 4");
}

TEST(Apply, RefusesResizeToWhatNoInstructionLoads) {
  EXPECT_EQ(applied(resizing(4, 3), {memory(kLoadW, 4)}),
            "a field of 3 bytes can't be loaded or stored");
  EXPECT_EQ(applied(resizing(4, 16), {memory(kLoadW, 4)}),
            "a field of 16 bytes can't be loaded or stored");
}

TEST(Apply, PoisonsUnsafeResizeOfMemoryOnly) {
  EXPECT_EQ(applied(resizing(4, 8, true), {memory(kLoadW, 4)}), kPoisoned);
  EXPECT_EQ(applied(resizing(4, 0, true), {memory(kLoadW, 4)}), kPoisoned);
  EXPECT_EQ(applied(resizing(4, 8, true), {immediate(kMovImm, 4)}), "b7 r1 r0 0 16");
}

TEST(Apply, PoisonsEveryForm) {
  Fixup fixup = from_to(4, 0);
  fixup.poison = true;
  EXPECT_EQ(applied(fixup, {immediate(kMovImm, 5)}), kPoisoned);
  EXPECT_EQ(applied(fixup, {memory(kLoadW, 5)}), kPoisoned);
  EXPECT_EQ(applied(fixup, {immediate(0x05, 0)}), kPoisoned);
  EXPECT_EQ(applied(fixup, load64(5)), kPoisoned + "; " + kPoisoned);
}

TEST(Apply, LeavesTheNextInstructionAlone) {
  Fixup fixup = from_to(4, 0);
  fixup.poison = true;
  EXPECT_EQ(applied(fixup, {immediate(kMovImm, 5), immediate(kMovImm, 6)}),
            kPoisoned + "; b7 r1 r0 0 6");
}

// The last slot of a function, or a jump behind a load: there is no second half to change.
TEST(Apply, RefusesHalfOfA64BitLoad) {
  for (bool poison : {false, true}) {
    Fixup fixup = from_to(4, 16);
    fixup.poison = poison;
    EXPECT_EQ(applied(fixup, {load64(4)[0]}), "the second half of the 64-bit load is missing");
    EXPECT_EQ(applied(fixup, {load64(4)[0], immediate(kMovImm, 4)}),
              "the second half of the 64-bit load is missing");
    EXPECT_EQ(applied(fixup, {load64(4)[1]}), "it is the second half of a 64-bit load");
  }
}

}  // namespace
}  // namespace btfkit::test
