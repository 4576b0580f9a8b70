#include "container.h"

namespace btfkit::elf {
namespace {

// The header, by offsets: "MZ\0\0" and "zimg", then
constexpr uint64_t kPayloadOffset = 8;  // u32, and the payload's size
constexpr uint64_t kCompression = 24;   // text with a NUL at its end
constexpr uint64_t kCompressionEnd = 56;

}  // namespace

std::optional<std::string> recognise_zboot(Bytes bytes) {
  std::string_view text = as_text(bytes);
  if (!text.starts_with("MZ") || !text.substr(2).starts_with(std::string_view("\0\0zimg", 6))) {
    return std::nullopt;
  }
  return "EFI zboot image";
}

Result<Opened> open_zboot(Bytes bytes, const ContainerOptions& options) {
  ByteReader reader(bytes, Endian::kLittle);
  BTFKIT_CHECK(in("header", reader.seek(kPayloadOffset)));
  uint64_t offset = BTFKIT_TRY(in("header", reader.u32()));
  uint64_t size = BTFKIT_TRY(in("header", reader.u32()));
  BTFKIT_CHECK(in("header", reader.seek(kCompression)));
  Bytes name_bytes = BTFKIT_TRY(in("header", reader.bytes(kCompressionEnd - kCompression)));
  std::string_view name = as_text(name_bytes);
  name = name.substr(0, name.find('\0'));
  if (offset > bytes.size() || size > bytes.size() - offset) {
    return fail("header: a payload of {} bytes at {} is not inside the file's {}", size, offset,
                bytes.size());
  }
  // The name is the kernel's for a way to compress: "gzip", "zstd22", "xzkern".
  Bytes payload = bytes.subspan(offset, size);
  auto compression = detect_compression(payload);
  if (!compression || !name.starts_with(name_of(*compression))) {
    return fail("header: it says '{}' of the payload at {}, which begins as {}", name, offset,
                compression ? name_of(*compression) : "something else");
  }
  return open_payload(payload, *compression, options.limit);
}

}  // namespace btfkit::elf
