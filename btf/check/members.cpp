// Whether a struct's members fit into it. The kernel asks this of each kind of type in its own way,
// and in 32 bits.
#include <algorithm>

#include "check/resolve.h"

namespace btfkit::btf::checking {
namespace {

constexpr uint32_t kLongestBitField = 128;  // bits, with those before it in its first byte
constexpr uint32_t kEnumBits = 32;

MemberFault exceeds(const RawType& type, uint64_t offset, uint64_t bits) {
  return {"Member exceeds struct_size",
          fmt::format("its {} bits at bit offset {} reach behind the type's {} bytes", bits, offset,
                      type.size_or_type)};
}

MemberFault unaligned(uint32_t offset) {
  return {"Member is not byte aligned",
          fmt::format("its bit offset {} is no multiple of 8", offset)};
}

MemberFault too_wide(uint32_t width, std::string_view what) {
  return {"Invalid member bitfield_size", fmt::format("its bit field of {} bits {}", width, what)};
}

// Whole bytes at a byte offset: pointers, arrays, structs, enums outside bit fields.
std::optional<MemberFault> check_bytes(const RawType& type, uint32_t offset, uint32_t size) {
  if (offset % 8 != 0) return unaligned(offset);
  if (type.size_or_type - offset / 8 < size) return exceeds(type, offset, uint64_t{size} * 8);
  return std::nullopt;
}

std::optional<MemberFault> check_bits(const RawType& type, uint32_t offset, uint32_t bits) {
  uint32_t first_byte = offset / 8;
  uint32_t copied = bits + offset % 8;
  if (copied > kLongestBitField) {
    return MemberFault{"nr_copy_bits exceeds 128",
                       fmt::format("its {} bits at bit offset {} touch more than {} bits", bits,
                                   offset, kLongestBitField)};
  }
  if (type.size_or_type < first_byte || type.size_or_type - first_byte < bytes_for(copied)) {
    return exceeds(type, offset, bits);
  }
  return std::nullopt;
}

std::optional<MemberFault> check_int(const RawType& type, const RawMember& member, IntWord word) {
  if (!type.kind_flag()) {
    if (UINT32_MAX - member.word < word.offset()) {
      return MemberFault{
          "bits_offset exceeds U32_MAX",
          fmt::format("its bit offset {} and its type's {} are together above 32 bits", member.word,
                      word.offset())};
    }
    return check_bits(type, member.word + word.offset(), word.bits());
  }
  if (!word.is_regular()) {
    return MemberFault{"Invalid member base type",
                       fmt::format("its type has {} bits at bit offset {}, which no C type has",
                                   word.bits(), word.offset())};
  }
  uint32_t offset = type.bit_offset(member);
  uint32_t width = type.bit_width(member);
  if (width == 0) {
    if (offset % 8 != 0) {
      return MemberFault{"Invalid member offset",
                         fmt::format("its bit offset {} is no multiple of 8", offset)};
    }
    width = word.bits();
  } else if (width > word.bits()) {
    return too_wide(width, fmt::format("is wider than its type, which has {}", word.bits()));
  }
  return check_bits(type, offset, width);
}

std::optional<MemberFault> check_enum(const RawType& type, const RawMember& member, uint32_t size) {
  if (!type.kind_flag()) return check_bytes(type, member.word, size);
  uint32_t offset = type.bit_offset(member);
  uint32_t width = type.bit_width(member);
  if (width == 0) {
    if (offset % 8 != 0) return unaligned(offset);
    // However many bytes the enum has.
    width = kEnumBits;
  } else if (width > kEnumBits) {
    return too_wide(width, fmt::format("is wider than {}", kEnumBits));
  }
  if (type.size_or_type < bytes_for(offset + width)) return exceeds(type, offset, width);
  return std::nullopt;
}

std::optional<MemberFault> check_float(const RawType& type, uint32_t offset, uint32_t size) {
  uint32_t alignment = std::min(kPointerSize, size) * 8;
  // A size of 0 is a fault that has been named before.
  if (alignment != 0 && offset % alignment != 0) {
    return MemberFault{"Member is not properly aligned",
                       fmt::format("its bit offset {} is no multiple of {}", offset, alignment)};
  }
  if (uint64_t{offset / 8} + size > type.size_or_type) {
    return exceeds(type, offset, uint64_t{size} * 8);
  }
  return std::nullopt;
}

}  // namespace

std::optional<MemberFault> check_member(const Sizes& sizes, const RawType& type,
                                        const RawMember& member, const RawType& member_type) {
  if (member_type.is_modifier()) {
    auto sized = sizes.find(member.type);
    if (!sized) return MemberFault{"Invalid member", "its type has no size"};
    return check_member(sizes, type, {member.name, sized->id, member.word}, *sized->type);
  }
  // Pointers and the like are no bit fields.
  auto whole = [&](auto check) -> std::optional<MemberFault> {
    if (uint32_t width = type.bit_width(member); width != 0) {
      return too_wide(width, "is not of an integer or enum type");
    }
    return check(type, member.word, sizes.find(member.type).value_or(Sizes::Sized{}).size);
  };
  switch (member_type.kind()) {
    case wire::Kind::kInt:
      return check_int(type, member, IntWord{member_type.words[0]});
    case wire::Kind::kEnum:
    case wire::Kind::kEnum64:
      return check_enum(type, member, member_type.size_or_type);
    case wire::Kind::kPtr:
    case wire::Kind::kArray:
    case wire::Kind::kStruct:
    case wire::Kind::kUnion:
      return whole(check_bytes);
    case wire::Kind::kFloat:
      return whole(check_float);
    case wire::Kind::kFwd:
    case wire::Kind::kTypedef:
    case wire::Kind::kVolatile:
    case wire::Kind::kConst:
    case wire::Kind::kRestrict:
    case wire::Kind::kTypeTag:
    case wire::Kind::kFunc:
    case wire::Kind::kFuncProto:
    case wire::Kind::kVar:
    case wire::Kind::kDatasec:
    case wire::Kind::kDeclTag:
      break;
  }
  // There are no members of such a type, which has been said where the member was resolved.
  return std::nullopt;
}

}  // namespace btfkit::btf::checking
