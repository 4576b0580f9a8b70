// LEB128 numbers (DWARF 5, section 7.6).
#pragma once

#include <cstddef>
#include <cstdint>

namespace btfkit::dwarf {

// Reads an unsigned number at `at`, which moves behind it. False if it doesn't end before `end` or
// is longer than ten bytes.
inline bool read_uleb128(const std::byte*& at, const std::byte* end, uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 70 && at != end; shift += 7) {
    auto byte = std::to_integer<uint64_t>(*at++);
    if (shift < 64) value |= (byte & 0x7f) << shift;
    if (!(byte & 0x80)) return true;
  }
  return false;
}

// The same of a signed one.
inline bool read_sleb128(const std::byte*& at, const std::byte* end, int64_t& value) {
  uint64_t bits = 0;
  for (int shift = 0; shift < 70 && at != end;) {
    auto byte = std::to_integer<uint64_t>(*at++);
    if (shift < 64) bits |= (byte & 0x7f) << shift;
    shift += 7;
    if (!(byte & 0x80)) {
      if (byte & 0x40 && shift < 64) bits |= ~uint64_t{0} << shift;
      value = static_cast<int64_t>(bits);
      return true;
    }
  }
  return false;
}

}  // namespace btfkit::dwarf
