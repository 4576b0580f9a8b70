// Kernel images and archives as they are built, but small: made of parts that a test can change.
#pragma once

#include <elf.h>

#include <string>
#include <utility>
#include <vector>

#include "compressed.h"
#include "elf_bytes.h"

namespace btfkit::test {

inline constexpr std::string_view kRelease = "6.12.34-test";
inline constexpr std::string_view kBuildId = "the id of the kernel";  // 20 bytes

// The smallest BTF: one INT, whose name makes it as large as is wanted.
inline std::string small_btf(Endian endian = Endian::kLittle, size_t name_size = 3) {
  std::string name(name_size, 'i');
  ByteWriter out(endian);
  out.u16(0xeb9f);
  out.u8(1);
  out.u8(0);
  out.u32(24);
  out.u32(0);   // types
  out.u32(16);  // bytes of types
  out.u32(16);  // strings
  out.u32(static_cast<uint32_t>(name.size() + 2));
  out.u32(1);
  out.u32(1 << 24);
  out.u32(4);
  out.u32(32);
  out.u8(0);
  out.bytes(as_bytes(name));
  out.u8(0);
  return text_of(std::move(out).take());
}

inline std::string banner(std::string_view release = kRelease) {
  return fmt::format("Linux version %s\nLinux version {} (me@here) (gcc) #1 SMP\n", release);
}

inline std::string build_id_note(Endian endian = Endian::kLittle, std::string_view id = kBuildId) {
  ByteWriter out(endian);
  out.u32(4);
  out.u32(static_cast<uint32_t>(id.size()));
  out.u32(NT_GNU_BUILD_ID);
  out.bytes(as_bytes(std::string_view("GNU\0", 4)));
  out.bytes(as_bytes(id));
  out.align(4);
  // Others follow it in a kernel.
  out.u32(6);
  out.u32(1);
  out.u32(0x101);
  out.bytes(as_bytes(std::string_view("Linux\0\0\0\0\0\0\0", 12)));
  return text_of(std::move(out).take());
}

inline ElfBytes vmlinux_parts(const std::string& btf, Endian endian = Endian::kLittle) {
  ElfBytes parts{.endian = endian, .type = ET_EXEC, .machine = EM_X86_64, .sections = {}};
  parts.add({.name = ".rodata", .data = banner()});
  parts.add({.name = ".notes", .type = SHT_NOTE, .data = build_id_note(endian), .alignment = 4});
  parts.add({.name = ".BTF", .data = btf});
  return parts;
}

// A kernel as it is in memory: code, read-only data, notes, BTF, data.
struct FlatKernel {
  Endian endian = Endian::kLittle;
  std::string head = std::string(64, '\x90');
  std::string rodata = banner();
  std::string notes = build_id_note(endian);
  size_t btf_alignment = 4;
  std::string btf = small_btf(endian);
  std::string data = std::string(300, '\x55');

  std::string bytes() const {
    std::string out = head + rodata;
    align(out, 4);
    out += notes;
    align(out, btf_alignment);
    return out + btf + data;
  }

  static void align(std::string& out, size_t alignment) {
    out.resize((out.size() + alignment - 1) / alignment * alignment);
  }
};

// The first 64 bytes of an arm64 or riscv Image.
inline std::string image_head(std::string_view magic, uint64_t flags = 0) {
  std::string head(64, '\0');
  head.replace(0, 2, "MZ");
  head.replace(56, magic.size(), magic);
  return with(head, 24, flags);
}

inline std::string arm64_image(const std::string& btf = small_btf()) {
  return FlatKernel{.head = image_head("ARM\x64"), .btf = btf}.bytes();
}
inline std::string riscv_image(const std::string& btf = small_btf()) {
  return FlatKernel{.head = image_head("RSC\x05"), .btf = btf}.bytes();
}

// A payload, and its size as the kernel's build appends it.
inline std::string payload(Compression compression, const std::string& content) {
  std::string out = compressed(compression, content);
  if (compression == Compression::kGzip) return out;
  out.resize(out.size() + 4);
  return with(out, out.size() - 4, static_cast<uint32_t>(content.size()));
}

// The setup header's fields, by their offsets.
enum X86Field : size_t {
  kX86SetupSectors = 0x1f1,
  kX86Protocol = 0x206,
  kX86Version = 0x20e,
  kX86PayloadOffset = 0x248,
  kX86PayloadLength = 0x24c,
};

inline std::string x86_image(const std::string& payload) {
  constexpr size_t kSectors = 2;
  constexpr uint16_t kVersionAt = 0x300;
  constexpr uint32_t kPayloadAt = 0x40;
  std::string image((kSectors + 1) * 512 + kPayloadAt, '\0');
  image.replace(0, 2, "MZ");
  image[kX86SetupSectors] = kSectors;
  image.replace(0x202, 4, "HdrS");
  image = with(image, kX86Protocol, uint16_t{0x020f});
  image = with(image, kX86Version, static_cast<uint16_t>(kVersionAt - 0x200));
  std::string version = fmt::format("{} (me@here) #1 SMP", kRelease);
  image.replace(kVersionAt, version.size(), version);
  image = with(image, kX86PayloadOffset, kPayloadAt);
  image = with(image, kX86PayloadLength, static_cast<uint32_t>(payload.size()));
  return image + payload + std::string(64, '\xcc');
}

inline constexpr size_t kZbootPayload = 128;

// `compression` is the kernel's name for it.
inline std::string zboot_image(const std::string& payload, std::string_view compression) {
  std::string image(kZbootPayload, '\0');
  image.replace(0, 8, std::string_view("MZ\0\0zimg", 8));
  image = with(image, 8, static_cast<uint32_t>(kZbootPayload));
  image = with(image, 12, static_cast<uint32_t>(payload.size()));
  image.replace(24, compression.size(), compression);
  return image + payload + std::string(64, '\xcc');
}

inline constexpr size_t kS390Payload = 0x12000;

inline std::string s390_image(const std::string& payload) {
  constexpr uint64_t kVersionAt = 0x11800;
  std::string image(kS390Payload, '\0');
  image.replace(0x10008, 6, "S390EP");
  image = with(image, 0x10428, kVersionAt, Endian::kBig);
  std::string version = fmt::format("{} (me@here) #1 SMP", kRelease);
  image.replace(kVersionAt, version.size(), version);
  // Its decompressor knows the magic number, too.
  image.replace(0x11a00, 6,
                std::string_view("\xfd"
                                 "7zXZ\0",
                                 6));
  image += payload;
  FlatKernel::align(image, 4096);
  return image;
}

inline std::string s390_kernel() {
  return FlatKernel{.endian = Endian::kBig}.bytes();
}

struct TarMember {
  std::string name;
  std::string content;
  char type = '0';
};

inline std::string tar_header(const TarMember& member) {
  std::string header(512, '\0');
  header.replace(0, member.name.size(), member.name);
  header.replace(100, 7, "0000644");
  std::string size = fmt::format("{:011o}", member.content.size());
  header.replace(124, size.size(), size);
  header[156] = member.type;
  header.replace(257, 8, std::string_view("ustar\00000", 8));
  return header;
}

// With the checksum that its other bytes want.
inline std::string with_checksum(std::string header) {
  header.replace(148, 8, "        ");
  unsigned sum = 0;
  for (char c : header) sum += static_cast<unsigned char>(c);
  std::string text = fmt::format("{:06o}", sum);
  header.replace(148, text.size(), text);
  header[154] = '\0';
  return header;
}

inline std::string tar(const std::vector<TarMember>& members) {
  std::string archive;
  for (const TarMember& member : members) {
    archive += with_checksum(tar_header(member)) + member.content;
    FlatKernel::align(archive, 512);
  }
  return archive + std::string(1024, '\0');
}

}  // namespace btfkit::test
