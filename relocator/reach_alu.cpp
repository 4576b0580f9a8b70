#include "reach_alu.h"

namespace btfkit::relocator {
namespace {

using core::Instruction;

// The upper four bits of `code`, as linux/bpf.h and bpf_common.h name them.
enum Operation : uint8_t {
  kAdd = 0x00,
  kSub = 0x10,
  kMul = 0x20,
  kDiv = 0x30,
  kOr = 0x40,
  kAnd = 0x50,
  kLsh = 0x60,
  kRsh = 0x70,
  kNeg = 0x80,
  kMod = 0x90,
  kXor = 0xa0,
  kMov = 0xb0,
  kArsh = 0xc0,
  kEnd = 0xd0,
};
enum Comparison : uint8_t {
  kJeq = 0x10,
  kJgt = 0x20,
  kJge = 0x30,
  kJset = 0x40,
  kJne = 0x50,
  kJsgt = 0x60,
  kJsge = 0x70,
  kJlt = 0xa0,
  kJle = 0xb0,
  kJslt = 0xc0,
  kJsle = 0xd0,
};
constexpr uint8_t kOperationMask = 0xf0;

uint64_t sign_extend(uint64_t number, uint32_t bits) {
  if (bits >= 64) return number;
  uint64_t sign = uint64_t{1} << (bits - 1);
  uint64_t mask = (sign << 1) - 1;
  return ((number & mask) ^ sign) - sign;
}

uint64_t truncate(uint64_t number, uint32_t bits) {
  return bits >= 64 ? number : number & ((uint64_t{1} << bits) - 1);
}

uint64_t byte_swap(uint64_t number, uint32_t bits) {
  uint64_t result = 0;
  for (uint32_t i = 0; i < bits; i += 8) result = result << 8 | (number >> i & 0xff);
  return result;
}

// Division by zero gives 0, the remainder of it the dividend (Documentation/bpf/standardization).
uint64_t divide(uint64_t one, uint64_t other, uint32_t bits, bool is_signed, bool remainder) {
  if (other == 0) return remainder ? one : 0;
  if (!is_signed) return remainder ? one % other : one / other;
  auto dividend = static_cast<int64_t>(sign_extend(one, bits));
  auto divisor = static_cast<int64_t>(sign_extend(other, bits));
  if (divisor == -1) return remainder ? 0 : 0 - static_cast<uint64_t>(dividend);
  return static_cast<uint64_t>(remainder ? dividend % divisor : dividend / divisor);
}

std::optional<uint64_t> compute(const Instruction& insn, uint64_t one, uint64_t other,
                                uint32_t bits, Endian endian) {
  uint32_t shift = static_cast<uint32_t>(other) & (bits - 1);
  bool is_signed = insn.off == 1;
  switch (insn.code & kOperationMask) {
    case kAdd:
      return one + other;
    case kSub:
      return one - other;
    case kMul:
      return one * other;
    case kDiv:
      return divide(one, other, bits, is_signed, false);
    case kMod:
      return divide(one, other, bits, is_signed, true);
    case kOr:
      return one | other;
    case kAnd:
      return one & other;
    case kXor:
      return one ^ other;
    case kLsh:
      return one << shift;
    case kRsh:
      return one >> shift;
    case kArsh:
      return static_cast<uint64_t>(static_cast<int64_t>(sign_extend(one, bits)) >> shift);
    case kNeg:
      return 0 - one;
    case kMov:
      if (insn.off == 0) return other;
      // Others are casts of address spaces.
      if (insn.off != 8 && insn.off != 16 && insn.off != 32) return std::nullopt;
      return sign_extend(other, static_cast<uint32_t>(insn.off));
    case kEnd: {
      auto width = static_cast<uint32_t>(insn.imm);
      if (width != 16 && width != 32 && width != 64) return std::nullopt;
      bool always = core::class_of(insn) == core::InsnClass::kAlu64;
      bool to_big = insn.code & core::kSourceReg;
      bool swaps = always || to_big == (endian == Endian::kLittle);
      return swaps ? byte_swap(one, width) : truncate(one, width);
    }
    default:
      return std::nullopt;
  }
}

// A pointer of a kind that is followed, moved by a constant.
std::optional<Value> move_pointer(uint8_t operation, const Value& one, const Value& other) {
  auto is_pointer = [](const Value& value) {
    return value.kind == Value::Kind::kStack || value.kind == Value::Kind::kFrozen;
  };
  if (is_pointer(one) && other.is_constant() && (operation == kAdd || operation == kSub)) {
    uint64_t distance = operation == kAdd ? other.number : 0 - other.number;
    return Value{one.kind, one.section, one.number + distance};
  }
  if (is_pointer(other) && one.is_constant() && operation == kAdd) {
    return Value{other.kind, other.section, other.number + one.number};
  }
  return std::nullopt;
}

}  // namespace

Value compute(const Instruction& insn, const Value& destination, const Value& source,
              Endian endian) {
  bool is_64 = core::class_of(insn) == core::InsnClass::kAlu64;
  uint32_t bits = is_64 ? 64 : 32;
  auto operation = static_cast<uint8_t>(insn.code & kOperationMask);
  bool is_unary = operation == kNeg || operation == kEnd;
  if (operation == kMov && is_64 && insn.off == 0) return source;
  if (destination.is_constant() || operation == kMov) {
    if (is_unary || source.is_constant()) {
      // Operations of 32 bits see the lower halves only.
      auto result = compute(insn, truncate(destination.number, is_unary ? 64 : bits),
                            truncate(source.number, bits), bits, endian);
      if (result) {
        return constant(operation == kEnd ? *result : truncate(*result, bits));
      }
    }
  }
  bool is_zero = source.is_constant() && truncate(source.number, bits) == 0;
  if (is_zero && (operation == kAnd || operation == kMul) && !destination.is_stack()) {
    return constant(0);
  }
  if (!is_64) return kUnknown;
  if (auto moved = move_pointer(operation, destination, source)) return *moved;
  // What is left of a pointer to the stack may still be one.
  bool may_point = operation != kMov && !is_unary && (destination.is_stack() || source.is_stack());
  return may_point ? kAnyStack : kUnknown;
}

std::optional<bool> is_taken(const Instruction& insn, const Value& destination,
                             const Value& source) {
  if (!destination.is_constant() || !source.is_constant()) return std::nullopt;
  uint32_t bits = core::class_of(insn) == core::InsnClass::kJmp32 ? 32 : 64;
  uint64_t one = truncate(destination.number, bits);
  uint64_t other = truncate(source.number, bits);
  auto signed_one = static_cast<int64_t>(sign_extend(one, bits));
  auto signed_other = static_cast<int64_t>(sign_extend(other, bits));
  switch (insn.code & kOperationMask) {
    case kJeq:
      return one == other;
    case kJne:
      return one != other;
    case kJgt:
      return one > other;
    case kJge:
      return one >= other;
    case kJlt:
      return one < other;
    case kJle:
      return one <= other;
    case kJset:
      return (one & other) != 0;
    case kJsgt:
      return signed_one > signed_other;
    case kJsge:
      return signed_one >= signed_other;
    case kJslt:
      return signed_one < signed_other;
    case kJsle:
      return signed_one <= signed_other;
    default:
      return std::nullopt;
  }
}

}  // namespace btfkit::relocator
