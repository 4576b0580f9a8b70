#include "container.h"

namespace btfkit::elf {

std::optional<std::string> recognise_compressed(Bytes bytes) {
  auto compression = detect_compression(bytes);
  if (!compression) return std::nullopt;
  return std::string(name_of(*compression));
}

Result<Opened> open_compressed(Bytes bytes, const ContainerOptions& options) {
  // The caller names the compression.
  Opened opened;
  opened.storage = BTFKIT_TRY(decompress(bytes, *detect_compression(bytes), options.limit));
  opened.bytes = opened.storage.bytes();
  return opened;
}

Result<Opened> open_payload(Bytes bytes, Compression compression, uint64_t limit) {
  std::string name = fmt::format("{} payload", name_of(compression));
  auto stream = decompress_first(bytes, compression, limit);
  if (!stream) return std::unexpected(std::move(stream).error().in(name));
  // What `size_append` of the kernel's scripts/Makefile.lib appends. gzip has its own.
  ByteReader trailer(stream->rest, Endian::kLittle);
  if (auto size = trailer.u32(); size && compression != Compression::kGzip) {
    uint64_t found = stream->content.bytes().size();
    if (*size != static_cast<uint32_t>(found)) {
      return fail("{}: it decompresses to {} bytes, its trailer says {}", name, found, *size);
    }
  }
  Opened opened;
  opened.storage = std::move(stream->content);
  opened.bytes = opened.storage.bytes();
  opened.through.push_back(std::move(name));
  return opened;
}

}  // namespace btfkit::elf
