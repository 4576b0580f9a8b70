#include "elf/kernel_config.h"

#include <gtest/gtest.h>

#include "containers.h"
#include "elf/btf_input.h"
#include "elf/kernel_version.h"

namespace btfkit::test {
namespace {

using elf::kernel_version_in;
using elf::KernelVersion;
using elf::parse_kernel_version;
using namespace std::string_literals;

Result<Content> found(const std::string& bytes, uint64_t limit = kDecompressedLimit) {
  return elf::find_kernel_config(Content(exact(bytes)), limit);
}

const std::string kConfig = "CONFIG_A=y\n";

// A kernel that carries its configuration.
std::string carrying(const std::string& config) {
  return "code\0IKCFG_ST is but a word\0IKCFG_ST"s + compressed(Compression::kGzip, config) +
         "IKCFG_ED\0"s;
}

TEST(KernelConfig, IsFoundInWhateverHoldsIt) {
  std::string kernel = carrying(kConfig);
  std::string vmlinux = vmlinux_parts(small_btf()).bytes() + kernel;
  for (const std::string& bytes :
       {kConfig, compressed(Compression::kGzip, kConfig), compressed(Compression::kZstd, kConfig),
        kernel, arm64_image() + kernel, x86_image(payload(Compression::kXz, vmlinux)),
        compressed(Compression::kXz, x86_image(payload(Compression::kGzip, vmlinux)))}) {
    auto config = found(bytes);
    ASSERT_EQ(message(config), "");
    EXPECT_EQ(as_text(config->bytes()), kConfig);
  }
}

TEST(KernelConfig, SaysWhatIsWrong) {
  const std::string none =
      "it is no kernel configuration, and no kernel that carries one (CONFIG_IKCONFIG)";
  EXPECT_EQ(message(found("\0"s)), none);
  EXPECT_EQ(message(found(compressed(Compression::kXz, "\0"s))), "xz: " + none);
  EXPECT_EQ(message(found(carrying("\0"s))), "IKCFG_ST: " + none);
  EXPECT_EQ(message(found("IKCFG_ST\x1f\x8b")), "IKCFG_ST: the compressed data is truncated");
  EXPECT_EQ(message(found(carrying(kConfig), 5)), "IKCFG_ST: decompresses to more than 5 bytes");
  std::string deep = kConfig;
  for (int i = 0; i < 17; ++i) deep = compressed(Compression::kGzip, deep);
  EXPECT_TRUE(
      message(found(deep)).ends_with("gzip: there are more than 16 containers inside one another"));
}

TEST(KernelVersion, IsThreeNumbers) {
  EXPECT_EQ(parse_kernel_version("6.1.192"), (KernelVersion{6, 1, 192}));
  for (const char* text : {"", "6", "6.1", "6.1.", "6.1.2.", "6.1.2-3", "6.1.x", "6.-1.2", "a.1.2",
                           "6.1.65536", "6.99999999999.1"}) {
    EXPECT_EQ(parse_kernel_version(text), std::nullopt) << text;
  }
}

TEST(KernelVersion, IsNotAlwaysTheRelease) {
  EXPECT_EQ(kernel_version_in("6.12.107+deb13-amd64 (x) #1 SMP"), (KernelVersion{6, 12, 107}));
  EXPECT_EQ(kernel_version_in("6.1.0-56-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian "
                              "12.2.0-14) 12.2.0) #1 SMP Debian 6.1.192-2 (2026-01-01)"),
            (KernelVersion{6, 1, 192}));
  EXPECT_EQ(kernel_version_in("5.15.0-91-generic (buildd@x) (gcc) #101-Ubuntu SMP (Ubuntu "
                              "5.15.0-91.101-generic 5.15.131)\n(Ubuntu x 1.2.3)"),
            (KernelVersion{5, 15, 131}));
  EXPECT_EQ(kernel_version_in("6.18.1 (x) (gcc (Debian 12.2.0-14) 12.2.0) #1 SMP"),
            (KernelVersion{6, 18, 1}));
  EXPECT_EQ(kernel_version_in("6.1.0 (Ubuntu x)"), (KernelVersion{6, 1, 0}));
  EXPECT_EQ(kernel_version_in("6.1 (x)"), std::nullopt);
}

TEST(KernelVersion, HasTheCodeOfTheKernelsMacro) {
  EXPECT_EQ((KernelVersion{6, 1, 12}.code()), 0x6010cu);
  EXPECT_EQ((KernelVersion{4, 19, 300}.code()), 0x413ffu);
}

// The boot header of Ubuntu's image has the release only.
TEST(KernelVersion, ComesFromTheKernelsOwnLine) {
  ElfBytes parts = vmlinux_parts(small_btf());
  parts.sections[0].data = "Linux version 9.99.34-test (x) (Ubuntu 9.99.34-test 9.99.77)\n";
  auto input = elf::find_btf(Content(exact(x86_image(payload(Compression::kXz, parts.bytes())))));
  ASSERT_EQ(message(input), "");
  EXPECT_EQ(input->version, (KernelVersion{9, 99, 77}));
}

}  // namespace
}  // namespace btfkit::test
