// Checked access to bytes of either byte order. These two classes are the project's one path
// between raw bytes and values.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "support/error.h"

namespace btfkit {

using Bytes = std::span<const std::byte>;

enum class Endian { kLittle, kBig };

inline constexpr Endian kHostEndian =
    std::endian::native == std::endian::little ? Endian::kLittle : Endian::kBig;

inline std::string_view name_of(Endian endian) {
  return endian == Endian::kLittle ? "little endian" : "big endian";
}

inline Bytes as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Turns `value` from the host's byte order into `endian`, or back.
template <typename T>
  requires std::is_integral_v<T>
constexpr T to_endian(T value, Endian endian) {
  if constexpr (sizeof(T) == 1) {
    return value;
  } else {
    return endian == kHostEndian ? value : std::byteswap(value);
  }
}

// Reads integers one after another from a range of bytes that it doesn't own.
// Every read checks its bounds before it moves; a failed read leaves the position where it was.
class ByteReader {
 public:
  ByteReader(Bytes bytes, Endian endian) : bytes_(bytes), endian_(endian) {}

  Endian endian() const { return endian_; }
  uint64_t position() const { return position_; }
  uint64_t size() const { return bytes_.size(); }
  uint64_t remaining() const { return bytes_.size() - position_; }
  bool at_end() const { return remaining() == 0; }

  // Sets the position, which may be the end.
  Result<void> seek(uint64_t position);

  template <typename T>
    requires std::is_integral_v<T>
  Result<T> read() {
    if (remaining() < sizeof(T)) return std::unexpected(short_by(sizeof(T)));
    T value;
    std::memcpy(&value, bytes_.data() + position_, sizeof value);
    position_ += sizeof value;
    return to_endian(value, endian_);
  }

  Result<uint8_t> u8() { return read<uint8_t>(); }
  Result<uint16_t> u16() { return read<uint16_t>(); }
  Result<uint32_t> u32() { return read<uint32_t>(); }
  Result<uint64_t> u64() { return read<uint64_t>(); }

  // The next `count` bytes, in place.
  Result<Bytes> bytes(uint64_t count);
  Result<void> skip(uint64_t count);

 private:
  Error short_by(uint64_t wanted) const;

  Bytes bytes_;
  Endian endian_;
  uint64_t position_ = 0;
};

// Appends integers and bytes to a buffer that it owns.
class ByteWriter {
 public:
  explicit ByteWriter(Endian endian) : endian_(endian) {}

  Endian endian() const { return endian_; }
  uint64_t position() const { return buffer_.size(); }

  template <typename T>
    requires std::is_integral_v<T>
  void write(T value) {
    value = to_endian(value, endian_);
    bytes(std::as_bytes(std::span(&value, 1)));
  }

  void u8(uint8_t value) { write(value); }
  void u16(uint16_t value) { write(value); }
  void u32(uint32_t value) { write(value); }
  void u64(uint64_t value) { write(value); }
  void bytes(Bytes bytes) { buffer_.insert(buffer_.end(), bytes.begin(), bytes.end()); }

  // Sets memory aside for `size` bytes in all.
  void reserve(uint64_t size) { buffer_.reserve(size); }

  // Zero bytes up to a position that is a multiple of `alignment`.
  void align(uint64_t alignment);

  // Overwrites four bytes written earlier; `position` + 4 must not be behind the end.
  void patch_u32(uint64_t position, uint32_t value);

  std::vector<std::byte> take() && { return std::move(buffer_); }

 private:
  Endian endian_;
  std::vector<std::byte> buffer_;
};

}  // namespace btfkit
