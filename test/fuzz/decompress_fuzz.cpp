// Bytes as each compressed format: as what they seem to be, or else as a zlib stream.
#include <cstdint>

#include "one_line.h"
#include "support/decompress.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace btfkit;
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  constexpr uint64_t kLimit = 8 << 20;
  auto content = decompress(bytes, detect_compression(bytes).value_or(Compression::kZlib), kLimit);
  if (content) {
    fuzz::expect(content->bytes().size() <= kLimit);
  } else {
    fuzz::expect_one_line(content.error());
  }
  return 0;
}
