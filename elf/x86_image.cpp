#include "container.h"

namespace btfkit::elf {
namespace {

// The setup header's fields, by their offsets in the file.
constexpr uint64_t kSetupSectors = 0x1f1;   // u8, of 512 bytes
constexpr uint64_t kSignature = 0x202;      // "HdrS"
constexpr uint64_t kProtocol = 0x206;       // u16, major and minor
constexpr uint64_t kKernelVersion = 0x20e;  // u16, an offset into the setup code
constexpr uint64_t kPayloadOffset = 0x248;  // u32, behind the setup code
constexpr uint64_t kPayloadLength = 0x24c;  // u32

constexpr uint64_t kSectorSize = 512;
// The first protocol whose header says where the payload is; Linux 2.6.26 has it.
constexpr uint16_t kFirstWithPayload = 0x0208;

template <typename T>
Result<T> field(Bytes bytes, uint64_t offset) {
  ByteReader reader(bytes, Endian::kLittle);
  BTFKIT_CHECK(reader.seek(offset));
  return reader.read<T>();
}

// "6.1.0-56-amd64 (who@where) #1 SMP ...".
std::optional<Banner> banner_of(Bytes bytes) {
  auto version = field<uint16_t>(bytes, kKernelVersion);
  if (!version || *version == 0) return std::nullopt;
  uint64_t offset = kSectorSize + *version;
  if (offset >= bytes.size()) return std::nullopt;
  return banner_in(as_text(bytes.subspan(offset)));
}

}  // namespace

std::optional<std::string> recognise_x86_image(Bytes bytes) {
  std::string_view text = as_text(bytes);
  if (text.size() < kProtocol || !text.substr(kSignature).starts_with("HdrS")) return std::nullopt;
  return "x86 bzImage";
}

Result<Opened> open_x86_image(Bytes bytes, const ContainerOptions& options) {
  uint16_t protocol = BTFKIT_TRY(in("setup header", field<uint16_t>(bytes, kProtocol)));
  if (protocol < kFirstWithPayload) {
    return fail("setup header: boot protocol {}.{:02} doesn't say where the payload is; 2.08 does",
                protocol >> 8, protocol & 0xff);
  }
  uint64_t sectors = BTFKIT_TRY(in("setup header", field<uint8_t>(bytes, kSetupSectors)));
  uint64_t offset = BTFKIT_TRY(in("setup header", field<uint32_t>(bytes, kPayloadOffset)));
  uint64_t length = BTFKIT_TRY(in("setup header", field<uint32_t>(bytes, kPayloadLength)));
  // 0 sectors stand for 4, and the boot sector is one more.
  offset += ((sectors == 0 ? 4 : sectors) + 1) * kSectorSize;
  if (offset > bytes.size() || length > bytes.size() - offset) {
    return fail("setup header: a payload of {} bytes at {} is not inside the file's {}", length,
                offset, bytes.size());
  }
  Bytes payload = bytes.subspan(offset, length);
  auto compression = detect_compression(payload);
  if (!compression) return fail("the payload at {} is not compressed in a known way", offset);
  Opened opened = BTFKIT_TRY(open_payload(payload, *compression, options.limit));
  opened.banner = banner_of(bytes);
  return opened;
}

}  // namespace btfkit::elf
