// A kernel as it is in memory has no section headers, so its BTF is found by what it begins with.
// It is there once, as the section of vmlinux; other BTF in the image is that of small programs the
// kernel carries (kernel/bpf/preload), so the largest one is it. The notes lie right before it, up
// to alignment: NOTES and BTF follow each other in include/asm-generic/vmlinux.lds.h.
#include <algorithm>

#include "container.h"
#include "elf/file.h"

namespace btfkit::elf {
namespace {

constexpr uint64_t kMagicOffset = 56;  // both headers: "ARM\x64", "RSC\x05"
constexpr std::string_view kArm64Magic = "ARM\x64";
constexpr std::string_view kRiscvMagic = "RSC\x05";
constexpr uint64_t kFlags = 24;  // u64, bit 0 is set in a big-endian kernel

bool has_magic(Bytes bytes, std::string_view magic) {
  return bytes.size() >= kMagicOffset && as_text(bytes.subspan(kMagicOffset)).starts_with(magic);
}

// All of the BTF that `bytes` begin with, if it is some: a header of 24 bytes or more whose
// sections follow it, and strings that begin and end with a NUL.
std::optional<Bytes> whole_btf(Bytes bytes, Endian endian) {
  constexpr uint32_t kSmallestHeader = 24;
  constexpr uint32_t kWithLayout = 32;
  constexpr uint32_t kLargestHeader = 4096;
  ByteReader reader(bytes, endian);
  if (!reader.skip(4)) return std::nullopt;  // magic, version, flags
  auto header_size = reader.u32();
  auto type_offset = reader.u32();
  auto type_size = reader.u32();
  auto string_offset = reader.u32();
  auto string_size = reader.u32();
  if (!string_size || *header_size < kSmallestHeader || *header_size > kLargestHeader ||
      *header_size > bytes.size()) {
    return std::nullopt;
  }
  uint64_t type_end = uint64_t{*type_offset} + *type_size;
  uint64_t string_end = uint64_t{*string_offset} + *string_size;
  bool in_order = *type_offset % 4 == 0 && *type_size % 4 == 0 && *type_size > 0 &&
                  type_end <= *string_offset && *string_size > 0;
  uint64_t end = string_end;
  if (*header_size >= kWithLayout) {
    auto layout_offset = reader.u32();
    auto layout_size = reader.u32();
    if (!layout_size) return std::nullopt;
    end = std::max(end, uint64_t{*layout_offset} + *layout_size);
  }
  if (!in_order || end > bytes.size() - *header_size) return std::nullopt;
  Bytes strings = bytes.subspan(*header_size + *string_offset, *string_size);
  if (strings.front() != std::byte{0} || strings.back() != std::byte{0}) return std::nullopt;
  return bytes.first(*header_size + end);
}

std::optional<Bytes> largest_btf(Bytes bytes, Endian endian) {
  using namespace std::string_view_literals;
  // Version 1 and no flags are part of it.
  std::string_view start = endian == Endian::kLittle ? "\x9f\xeb\x01\0"sv : "\xeb\x9f\x01\0"sv;
  std::optional<Bytes> largest;
  std::string_view text = as_text(bytes);
  for (size_t at = text.find(start); at != text.npos; at = text.find(start, at + 1)) {
    auto btf = whole_btf(bytes.subspan(at), endian);
    if (btf && (!largest || btf->size() > largest->size())) largest = btf;
  }
  return largest;
}

// Whether `bytes` are notes and then zeros to their end.
bool are_notes(Bytes bytes, Endian endian) {
  ByteReader reader(bytes, endian);
  while (reader.remaining() >= 12) {
    uint64_t start = reader.position();
    uint32_t name_size = *reader.u32();
    uint32_t data_size = *reader.u32();
    uint32_t type = *reader.u32();
    if (name_size == 0 && data_size == 0 && type == 0) {
      if (!reader.seek(start)) return false;
      break;
    }
    uint64_t size = ((uint64_t{name_size} + 3) & ~3ull) + ((uint64_t{data_size} + 3) & ~3ull);
    if (!reader.skip(size)) return false;
  }
  return std::ranges::all_of(bytes.subspan(reader.position()),
                             [](std::byte byte) { return byte == std::byte{0}; });
}

// The build id in the notes that end where the BTF begins. Since Linux 6.16 BTF begins on a page,
// and the largest page of these machines has 64 KB.
std::optional<std::string> build_id_before(Bytes before, Endian endian) {
  using namespace std::string_view_literals;
  constexpr size_t kFarthest = (64 << 10) + (8 << 10);
  constexpr uint64_t kNameOffset = 12;
  if (before.size() > kFarthest) before = before.last(kFarthest);
  std::string_view text = as_text(before);
  for (size_t name = text.rfind("GNU\0"sv); name != text.npos;
       name = text.rfind("GNU\0"sv, name - 1)) {
    if (name < kNameOffset) break;
    Bytes notes = before.subspan(name - kNameOffset);
    if (!are_notes(notes, endian)) continue;
    if (auto id = find_build_id(notes, endian)) return id;
  }
  return std::nullopt;
}

}  // namespace

Result<Opened> open_flat_kernel(Bytes bytes, Endian endian) {
  auto btf = largest_btf(bytes, endian);
  if (!btf) return fail("there is no BTF in it");
  Opened opened;
  opened.bytes = *btf;
  opened.banner = find_banner(bytes);
  opened.build_id =
      build_id_before(bytes.first(static_cast<size_t>(btf->data() - bytes.data())), endian);
  return opened;
}

std::optional<std::string> recognise_flat_image(Bytes bytes) {
  if (has_magic(bytes, kArm64Magic)) return "arm64 Image";
  if (has_magic(bytes, kRiscvMagic)) return "riscv Image";
  return std::nullopt;
}

Result<Opened> open_flat_image(Bytes bytes, const ContainerOptions&) {
  ByteReader reader(bytes, Endian::kLittle);
  BTFKIT_CHECK(in("header", reader.seek(kFlags)));
  uint64_t flags = BTFKIT_TRY(in("header", reader.u64()));
  return open_flat_kernel(bytes, flags & 1 ? Endian::kBig : Endian::kLittle);
}

}  // namespace btfkit::elf
