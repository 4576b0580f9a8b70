// The containers that BTF comes in: each is recognised by its first bytes, and opening it gives
// what is inside, which may be another one. btf_input.cpp has the table of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "elf/kernel_version.h"
#include "support/bytes.h"
#include "support/decompress.h"
#include "support/error.h"
#include "support/file.h"

namespace btfkit::elf {

struct ContainerOptions {
  std::string_view member;  // of an archive; empty: the one that there is
  uint64_t limit;           // bytes that one layer may decompress to
};

// What a kernel says of itself in its first line, behind "Linux version ".
struct Banner {
  std::string release;                   // as `uname -r` prints it
  std::optional<KernelVersion> version;  // where it can be told
};

// What is in a container.
struct Opened {
  Bytes bytes;      // in the container's own bytes, or in `storage`
  Content storage;  // what had to be decompressed
  // Names of what was opened on the way, outermost first: "zstd payload".
  std::vector<std::string> through;
  std::optional<Banner> banner;
  std::optional<std::string> build_id;  // raw bytes of the GNU build id
};

struct Container {
  std::optional<std::string> (*recognise)(Bytes);  // its name
  Result<Opened> (*open)(Bytes, const ContainerOptions&);
};

// A compressed archive of a compressed, bootable image of an image is as far as anyone goes.
inline constexpr size_t kMaxContainers = 16;

// A compressed file. The name is that of the compression.
std::optional<std::string> recognise_compressed(Bytes bytes);
Result<Opened> open_compressed(Bytes bytes, const ContainerOptions& options);

// A tar archive (POSIX ustar and pax, GNU). What is in it is the member that `options` name, or the
// only one whose name ends in ".btf".
std::optional<std::string> recognise_tar(Bytes bytes);
Result<Opened> open_tar(Bytes bytes, const ContainerOptions& options);

// x86's bzImage (Documentation/arch/x86/boot.rst): a compressed ELF file.
std::optional<std::string> recognise_x86_image(Bytes bytes);
Result<Opened> open_x86_image(Bytes bytes, const ContainerOptions& options);

// What CONFIG_EFI_ZBOOT makes (drivers/firmware/efi/libstub/zboot-header.S): a compressed image.
std::optional<std::string> recognise_zboot(Bytes bytes);
Result<Opened> open_zboot(Bytes bytes, const ContainerOptions& options);

// The Image of arm64 (Documentation/arch/arm64/booting.rst) or riscv
// (Documentation/arch/riscv/boot-image-header.rst): the kernel as it is in memory.
std::optional<std::string> recognise_flat_image(Bytes bytes);
Result<Opened> open_flat_image(Bytes bytes, const ContainerOptions& options);

// s390x's bzImage (arch/s390/boot): the kernel as it is in memory, compressed.
std::optional<std::string> recognise_s390_image(Bytes bytes);
Result<Opened> open_s390_image(Bytes bytes, const ContainerOptions& options);

// Parts of the above.

// `bytes` without their compression, as the kernel's build made it.
Result<Opened> open_payload(Bytes bytes, Compression compression, uint64_t limit);

// The BTF, the release and the build id of a kernel as it is in memory, without section headers.
Result<Opened> open_flat_kernel(Bytes bytes, Endian endian);

// The line "Linux version X (...", which every kernel prints first.
std::optional<Banner> find_banner(Bytes bytes);

// The same where `text` begins behind those two words.
std::optional<Banner> banner_in(std::string_view text);

// `text` up to its first space, if that can be a release.
std::optional<std::string> release_in(std::string_view text);

}  // namespace btfkit::elf
