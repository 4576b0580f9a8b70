// The numbers of the BTF format (include/uapi/linux/btf.h), for those alone who see its bytes.
#pragma once

#include <cstdint>

namespace btfkit::btf::wire {

inline constexpr uint16_t kMagic = 0xeb9f;
inline constexpr uint8_t kVersion = 1;
inline constexpr uint32_t kHeaderSize = 24;
// With the place of the layout section (Linux 6.19).
inline constexpr uint32_t kHeaderSizeWithLayout = 32;
inline constexpr uint32_t kLayoutSize = 4;  // struct btf_layout
inline constexpr uint32_t kTypeSize = 12;   // struct btf_type

// The info word: kind_flag in bit 31, the kind in 24-30, vlen in 0-23. Up to Linux 6.18 the kind
// had 5 bits and vlen 16, with zeros between, so that older BTF reads the same.
inline constexpr uint32_t kVlenMask = 0xffffff;
inline constexpr int kKindShift = 24;
inline constexpr uint32_t kKindMask = 0x7f;
inline constexpr int kKindFlagShift = 31;

enum class Kind : uint32_t {
  kInt = 1,
  kPtr = 2,
  kArray = 3,
  kStruct = 4,
  kUnion = 5,
  kEnum = 6,
  kFwd = 7,
  kTypedef = 8,
  kVolatile = 9,
  kConst = 10,
  kRestrict = 11,
  kFunc = 12,
  kFuncProto = 13,
  kVar = 14,
  kDatasec = 15,
  kFloat = 16,
  kDeclTag = 17,
  kTypeTag = 18,
  kEnum64 = 19,
};
inline constexpr uint32_t kKinds = 20;  // one more than the last

constexpr uint32_t kind_of(uint32_t info) {
  return info >> kKindShift & kKindMask;
}
constexpr uint32_t vlen_of(uint32_t info) {
  return info & kVlenMask;
}
constexpr bool kind_flag_of(uint32_t info) {
  return info >> kKindFlagShift != 0;
}
constexpr uint32_t info_of(Kind kind, uint32_t vlen, bool kind_flag) {
  return static_cast<uint32_t>(kind) << kKindShift | vlen | uint32_t{kind_flag} << kKindFlagShift;
}

// BTF_KIND_INT's word: encoding, offset, bits.
inline constexpr int kIntEncodingShift = 24;
inline constexpr uint32_t kIntEncodingMask = 0x0f;
inline constexpr int kIntOffsetShift = 16;
inline constexpr uint32_t kByteMask = 0xff;

// .BTF.ext: the header's length up to func and line info, and with the CO-RE fields.
inline constexpr uint32_t kExtHeaderSize = 24;
inline constexpr uint32_t kExtHeaderSizeWithCore = 32;
inline constexpr uint32_t kFuncInfoSize = 8;
inline constexpr uint32_t kLineInfoSize = 16;
inline constexpr uint32_t kCoreRelocationSize = 16;

}  // namespace btfkit::btf::wire
