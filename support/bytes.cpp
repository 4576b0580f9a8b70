#include "support/bytes.h"

#include <cassert>

namespace btfkit {

Error ByteReader::short_by(uint64_t wanted) const {
  return Error(
      fmt::format("{} bytes needed at offset {}, {} left", wanted, position_, remaining()));
}

Result<void> ByteReader::seek(uint64_t position) {
  if (position > bytes_.size()) {
    return fail("offset {} is behind the end at {}", position, bytes_.size());
  }
  position_ = position;
  return {};
}

Result<Bytes> ByteReader::bytes(uint64_t count) {
  if (remaining() < count) return std::unexpected(short_by(count));
  Bytes result = bytes_.subspan(position_, count);
  position_ += count;
  return result;
}

Result<void> ByteReader::skip(uint64_t count) {
  BTFKIT_TRY(bytes(count));
  return {};
}

void ByteWriter::align(uint64_t alignment) {
  while (buffer_.size() % alignment != 0) buffer_.push_back(std::byte{0});
}

void ByteWriter::patch_u32(uint64_t position, uint32_t value) {
  assert(position + sizeof value <= buffer_.size());
  value = to_endian(value, endian_);
  std::memcpy(buffer_.data() + position, &value, sizeof value);
}

}  // namespace btfkit
