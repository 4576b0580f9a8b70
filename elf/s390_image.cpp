// s390x's bzImage is a small kernel that decompresses the real one. Nothing in it that has a fixed
// place says where that one is, only its code knows:
//
//   0x10008  "S390EP", the entry points
//   0x10400  parameters, with the address, which is the offset, of the release at 0x10428
//   0x11000  code and data
//   ...      the compressed kernel, 8-aligned; behind it its size, but for gzip
//
// So each place that begins as a compressed stream does is tried.
#include "container.h"

namespace btfkit::elf {
namespace {

constexpr uint64_t kEntryPoints = 0x10008;
constexpr uint64_t kKernelVersion = 0x10428;  // u64, an address
constexpr uint64_t kHeadEnd = 0x11000;
constexpr uint64_t kAlignment = 8;
// A bound on what a crafted image can have tried. A real one has a handful of places that look
// like it, and almost all of these fail at once.
constexpr int kMaxTries = 32;

std::optional<Banner> banner_of(Bytes bytes) {
  ByteReader reader(bytes, Endian::kBig);
  if (!reader.seek(kKernelVersion)) return std::nullopt;
  auto address = reader.u64();
  if (!address || *address >= bytes.size()) return std::nullopt;
  return banner_in(as_text(bytes.subspan(*address)));
}

// Their magic numbers are short enough to be in any code and data.
bool has_weak_magic(Compression compression) {
  return compression == Compression::kGzip || compression == Compression::kLzma ||
         compression == Compression::kBzip2;
}

Result<Opened> find_payload(Bytes bytes, uint64_t limit) {
  struct Failure {
    Error error;
    bool is_weak;
  };
  std::optional<Failure> failure;
  int tries = 0;
  for (uint64_t at = kHeadEnd; at < bytes.size() && tries < kMaxTries; at += kAlignment) {
    auto compression = detect_compression(bytes.subspan(at));
    if (!compression) continue;
    ++tries;
    auto opened = open_payload(bytes.subspan(at), *compression, limit);
    if (opened) return opened;
    bool is_weak = has_weak_magic(*compression);
    if (!failure || (failure->is_weak && !is_weak)) {
      failure.emplace(std::move(opened).error().in(fmt::format("at {}", at)), is_weak);
    }
  }
  if (!failure) return fail("there is no compressed kernel in it");
  return std::unexpected(std::move(failure->error));
}

}  // namespace

std::optional<std::string> recognise_s390_image(Bytes bytes) {
  std::string_view text = as_text(bytes);
  if (text.size() < kHeadEnd || !text.substr(kEntryPoints).starts_with("S390EP")) {
    return std::nullopt;
  }
  return "s390x bzImage";
}

Result<Opened> open_s390_image(Bytes bytes, const ContainerOptions& options) {
  Opened payload = BTFKIT_TRY(find_payload(bytes, options.limit));
  payload.banner = banner_of(bytes);
  auto kernel = in(payload.through.front(), open_flat_kernel(payload.bytes, Endian::kBig));
  if (!kernel) return std::unexpected(std::move(kernel).error());
  payload.bytes = kernel->bytes;
  if (!payload.banner) payload.banner = std::move(kernel->banner);
  payload.build_id = std::move(kernel->build_id);
  return payload;
}

}  // namespace btfkit::elf
