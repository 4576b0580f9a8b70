#include "core/fixup.h"

#include <limits>

namespace btfkit::core {
namespace {

using btf::Btf;
using btf::CoreKind;
using btf::TypeId;

// A value of one side. `validate` says whether the compiler put it into the instruction as it is.
struct Value {
  uint64_t number = 0;
  bool validate = true;
  uint32_t width = 0;        // of a loaded or stored field, bytes; 0 for a bit field
  TypeId type = btf::kVoid;  // of that field
};

// The bytes that an instruction loads or stores of a field of this type: of an array, one
// element's.
Result<uint32_t> access_width(const Side& side, TypeId type) {
  while (auto array = btf::get_if<btf::Array>(side.btf, type)) {
    type = BTFKIT_TRY(btf::skip_modifiers(side.btf, array->element));
    if (type == btf::kVoid) return fail("its elements are void");
  }
  uint64_t size = BTFKIT_TRY(btf::size_of(side.btf, type, side.pointer_size));
  return static_cast<uint32_t>(size);
}

Result<Value> array_element(const Side& side, CoreKind kind) {
  const Step& step = side.access.steps.back();
  if (kind == CoreKind::kFieldByteOffset) {
    uint32_t width = BTFKIT_TRY(access_width(side, step.type));
    return Value{side.access.bit_offset / 8, true, width, step.type};
  }
  if (kind == CoreKind::kFieldByteSize) {
    return Value{BTFKIT_TRY(btf::size_of(side.btf, step.type, side.pointer_size))};
  }
  return fail("<{}> can't be asked of an array element", kind_name(kind));
}

// The bytes that hold a field: for a bit field the smallest aligned unit of its type's size or a
// multiple of it that covers all its bits.
struct Storage {
  uint64_t byte_offset;
  uint64_t byte_size;
  uint64_t bit_size;
};

Result<Storage> storage_of(const Side& side, const btf::Member& member, TypeId type,
                           uint64_t bit_size) {
  uint64_t bit_offset = side.access.bit_offset;
  uint64_t byte_size = BTFKIT_TRY(btf::size_of(side.btf, type, side.pointer_size));
  if (bit_size == 0) return Storage{bit_offset / 8, byte_size, byte_size * 8};
  if (byte_size == 0) {
    return fail("bit field '{}' has a type of no size", side.btf.string(member.name));
  }
  auto too_wide = [&] {
    return fail("bit field '{}' can't be read in 8 bytes", side.btf.string(member.name));
  };
  if (byte_size > 8) return too_wide();
  // struct { int a:20; int b:20; } packed: b's bits 20-39 need 8 bytes, though its type has 4.
  uint64_t byte_offset = bit_offset / 8 / byte_size * byte_size;
  while (bit_offset + bit_size - byte_offset * 8 > byte_size * 8) {
    if (byte_size * 2 > 8) return too_wide();
    byte_size *= 2;
    byte_offset = bit_offset / 8 / byte_size * byte_size;
  }
  return Storage{byte_offset, byte_size, bit_size};
}

bool is_signed(const btf::Kind& kind) {
  if (auto* type = std::get_if<btf::Enum>(&kind)) return type->is_signed;
  if (auto* type = std::get_if<btf::Enum64>(&kind)) return type->is_signed;
  auto* type = std::get_if<btf::Int>(&kind);
  return type && (type->encoding & btf::Int::kSigned);
}

Result<Value> field_value(const Side& side, CoreKind kind) {
  const Step& step = side.access.steps.back();
  if (step.name.empty()) return array_element(side, kind);

  btf::Composite composite = *btf::get_if_composite(side.btf, step.type);
  const btf::Member& member = composite.members[step.index];
  TypeId type = BTFKIT_TRY(btf::skip_modifiers(side.btf, member.type));
  if (type == btf::kVoid) return fail("field '{}' is void", step.name);
  // One in the old way, whose INT knows its width, counts as a field of its whole type.
  uint64_t bits = composite.bit_width(member);
  Storage storage = BTFKIT_TRY(storage_of(side, member, type, bits));
  bool is_bitfield = bits != 0;
  uint64_t bit_in_storage = side.access.bit_offset - storage.byte_offset * 8;

  switch (kind) {
    case CoreKind::kFieldByteOffset:
      if (is_bitfield) return Value{storage.byte_offset, false};
      return Value{storage.byte_offset, true, BTFKIT_TRY(access_width(side, type)), type};
    case CoreKind::kFieldByteSize:
      return Value{storage.byte_size, !is_bitfield};
    case CoreKind::kFieldSigned:
      return Value{is_signed(side.btf.type(type).kind)};
    case CoreKind::kFieldLshiftU64: {
      uint64_t shift = side.btf.endian() == Endian::kLittle
                           ? 64 - (bit_in_storage + storage.bit_size)
                           : (8 - storage.byte_size) * 8 + bit_in_storage;
      return Value{shift, !is_bitfield};
    }
    case CoreKind::kFieldRshiftU64:
      return Value{64 - storage.bit_size};
    default:
      return fail("<{}> is not asked of a field", kind_name(kind));
  }
}

Result<uint64_t> enumerator_value(const Side& side) {
  const Step& step = side.access.steps.front();
  btf::Kind kind = side.btf.type(step.type).kind;
  if (auto* type = std::get_if<btf::Enum64>(&kind))
    return btf::value_of(type->enumerators[step.index]);
  auto& type = std::get<btf::Enum>(kind);
  uint32_t value = type.enumerators[step.index].value;
  return type.is_signed ? static_cast<uint64_t>(int64_t{static_cast<int32_t>(value)}) : value;
}

// The value of a side that is there.
Result<Value> value_of(const Side& side, CoreKind kind) {
  switch (kind) {
    case CoreKind::kFieldExists:
    case CoreKind::kTypeExists:
    case CoreKind::kTypeMatches:
    case CoreKind::kEnumvalExists:
      return Value{1};
    case CoreKind::kTypeIdLocal:
    case CoreKind::kTypeIdTarget:
      // A linker that joins objects gives types other ids, but leaves the instruction as it is.
      return Value{btf::number(side.access.root), false};
    case CoreKind::kTypeSize:
      return Value{BTFKIT_TRY(btf::size_of(side.btf, side.access.root, side.pointer_size))};
    case CoreKind::kEnumvalValue:
      return Value{BTFKIT_TRY(enumerator_value(side))};
    case CoreKind::kFieldByteOffset:
    case CoreKind::kFieldByteSize:
    case CoreKind::kFieldSigned:
    case CoreKind::kFieldLshiftU64:
    case CoreKind::kFieldRshiftU64:
      return field_value(side, kind);
  }
  return fail("relocation kind {} is not known", static_cast<uint32_t>(kind));
}

// Whether a kind without a match has the value 0, instead of none.
bool absent_is_zero(CoreKind kind) {
  switch (kind) {
    case CoreKind::kFieldExists:
    case CoreKind::kTypeExists:
    case CoreKind::kTypeMatches:
    case CoreKind::kEnumvalExists:
    case CoreKind::kTypeIdTarget:
    case CoreKind::kTypeSize:
      return true;
    case CoreKind::kFieldByteOffset:
    case CoreKind::kFieldByteSize:
    case CoreKind::kFieldSigned:
    case CoreKind::kFieldLshiftU64:
    case CoreKind::kFieldRshiftU64:
    case CoreKind::kTypeIdLocal:
    case CoreKind::kEnumvalValue:
      return false;
  }
  return false;
}

// A load may change its width where the value stays the same: a pointer that is 4 bytes in a 32-bit
// kernel and 8 for BPF, or an integer that is extended by zeros. Nothing that is a bit field on one
// of the sides (kVoid) can be loaded as a whole.
bool is_safe_resize(const Btf& local, TypeId local_type, const Btf& target, TypeId target_type) {
  if (local_type == btf::kVoid || target_type == btf::kVoid) return false;
  btf::Kind local_kind = local.type(local_type).kind;
  btf::Kind target_kind = target.type(target_type).kind;
  if (std::holds_alternative<btf::Ptr>(local_kind) &&
      std::holds_alternative<btf::Ptr>(target_kind)) {
    return true;
  }
  auto* from = std::get_if<btf::Int>(&local_kind);
  auto* to = std::get_if<btf::Int>(&target_kind);
  return from && to && from->encoding != btf::Int::kSigned && to->encoding != btf::Int::kSigned;
}

constexpr uint8_t kSizeW = 0x00, kSizeH = 0x08, kSizeB = 0x10, kSizeDw = 0x18;

uint32_t width_of(const Instruction& insn) {
  switch (insn.code & kSizeMask) {
    case kSizeB:
      return 1;
    case kSizeH:
      return 2;
    case kSizeW:
      return 4;
    default:
      return 8;
  }
}

std::optional<uint8_t> size_bits(uint32_t width) {
  switch (width) {
    case 1:
      return kSizeB;
    case 2:
      return kSizeH;
    case 4:
      return kSizeW;
    case 8:
      return kSizeDw;
    default:
      return std::nullopt;
  }
}

bool is_ldimm64(const Instruction& insn) {
  return insn.code == kLdImm64;
}

void poison(std::span<Instruction> insns) {
  size_t slots = is_ldimm64(insns[0]) ? 2 : 1;
  for (Instruction& insn : insns.first(slots)) insn = {kCall, 0, 0, 0, kPoisonHelper};
}

std::unexpected<Error> wrong_value(std::string_view where, uint64_t found, uint64_t expected) {
  return fail("the instruction's {} is {}, but the object's own type says {}", where, found,
              expected);
}

Result<void> apply_to_alu(const Fixup& fixup, Instruction& insn) {
  if (insn.code & kSourceReg) return fail("instruction {:#04x} has no immediate", insn.code);
  // The immediate of a 64-bit operation is sign-extended, that of a 32-bit one is its 32 bits.
  bool is_64 = class_of(insn) == InsnClass::kAlu64;
  auto extend = [&](int32_t imm) {
    return is_64 ? static_cast<uint64_t>(int64_t{imm}) : uint64_t{static_cast<uint32_t>(imm)};
  };
  uint64_t found = extend(insn.imm);
  if (fixup.validate && found != extend(static_cast<int32_t>(fixup.local_value))) {
    return wrong_value("immediate", found, fixup.local_value);
  }
  auto imm = static_cast<int32_t>(fixup.target_value);
  bool fits = extend(imm) == fixup.target_value ||
              (!is_64 && static_cast<uint64_t>(int64_t{imm}) == fixup.target_value);
  if (!fits) return fail("value {} doesn't fit into a 32-bit immediate", fixup.target_value);
  insn.imm = imm;
  return {};
}

Result<void> apply_to_memory(const Fixup& fixup, std::span<Instruction> insns) {
  Instruction& insn = insns[0];
  auto offset = static_cast<uint64_t>(int64_t{insn.off});
  if (fixup.validate && offset != fixup.local_value) {
    return wrong_value("offset", offset, fixup.local_value);
  }
  constexpr uint64_t kMaxOffset = std::numeric_limits<int16_t>::max();
  if (fixup.target_value > kMaxOffset) {
    return fail("offset {} doesn't fit into a load or store, whose limit is {}", fixup.target_value,
                kMaxOffset);
  }
  if (fixup.resize_unsafe) {
    poison(insns);
    return {};
  }
  if (fixup.local_width != fixup.target_width) {
    if (width_of(insn) != fixup.local_width) {
      return fail("the instruction accesses {} bytes of a field of {}", width_of(insn),
                  fixup.local_width);
    }
    auto bits = size_bits(fixup.target_width);
    if (!bits) return fail("a field of {} bytes can't be loaded or stored", fixup.target_width);
    insn.code = static_cast<uint8_t>((insn.code & ~kSizeMask) | *bits);
  }
  insn.off = static_cast<int16_t>(fixup.target_value);
  return {};
}

Result<void> apply_to_ldimm64(const Fixup& fixup, std::span<Instruction> insns) {
  if (!is_ldimm64(insns[0])) {
    return fail("instruction {:#04x} can't carry a value", insns[0].code);
  }
  Instruction& low = insns[0];
  Instruction& high = insns[1];
  if (low.src != 0 || low.off != 0 || high.dst != 0 || high.src != 0 || high.off != 0) {
    return fail("it is not a plain 64-bit load of an immediate");
  }
  uint64_t found = uint64_t{static_cast<uint32_t>(high.imm)} << 32 | static_cast<uint32_t>(low.imm);
  if (fixup.validate && found != fixup.local_value) {
    return wrong_value("64-bit immediate", found, fixup.local_value);
  }
  low.imm = static_cast<int32_t>(fixup.target_value);
  high.imm = static_cast<int32_t>(fixup.target_value >> 32);
  return {};
}

}  // namespace

Result<Fixup> calculate(CoreKind kind, const Side& local, const std::optional<Side>& target) {
  Fixup fixup;
  Value from = BTFKIT_TRY(value_of(local, kind));
  fixup.local_value = from.number;
  fixup.validate = from.validate;
  if (!target) {
    fixup.poison = !absent_is_zero(kind);
    return fixup;
  }
  Value to = BTFKIT_TRY(value_of(*target, kind));
  fixup.target_value = to.number;
  if (from.width != to.width) {
    fixup.local_width = from.width;
    fixup.target_width = to.width;
    fixup.resize_unsafe = !is_safe_resize(local.btf, from.type, target->btf, to.type);
  }
  return fixup;
}

Result<void> apply(const Fixup& fixup, std::span<Instruction> insns) {
  // Even a poisoned load must be a whole one: half of it would be left over, or more than it lost.
  if (insns[0].code == 0) return fail("it is the second half of a 64-bit load");
  if (is_ldimm64(insns[0]) && (insns.size() < 2 || insns[1].code != 0)) {
    return fail("the second half of the 64-bit load is missing");
  }
  if (fixup.poison) {
    poison(insns);
    return {};
  }
  switch (class_of(insns[0])) {
    case InsnClass::kAlu:
    case InsnClass::kAlu64:
      return apply_to_alu(fixup, insns[0]);
    case InsnClass::kLdx:
    case InsnClass::kSt:
    case InsnClass::kStx:
      return apply_to_memory(fixup, insns);
    case InsnClass::kLd:
      return apply_to_ldimm64(fixup, insns);
    case InsnClass::kJmp:
    case InsnClass::kJmp32:
      return fail("instruction {:#04x} can't carry a value", insns[0].code);
  }
  __builtin_unreachable();
}

}  // namespace btfkit::core
