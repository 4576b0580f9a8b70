#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "containers.h"
#include "elf/btf_input.h"

namespace btfkit::test {
namespace {

using elf::BtfInput;
using elf::find_btf;
using namespace std::string_literals;

Result<BtfInput> found(const std::string& bytes, std::string_view member = {},
                       uint64_t limit = kDecompressedLimit) {
  return find_btf(Content(exact(bytes)), member, limit);
}

std::string error(const std::string& bytes, std::string_view member = {}) {
  return message(found(bytes, member));
}

std::string chain(const BtfInput& input) {
  return fmt::format("{}", fmt::join(input.containers, " > "));
}

// That `bytes` hold a kernel's BTF, and say what kernel it is.
void expect_kernel(const std::string& bytes, const std::string& btf,
                   const std::string& containers) {
  auto input = found(bytes);
  ASSERT_TRUE(input) << message(input);
  EXPECT_EQ(text_of(input->btf), btf);
  EXPECT_EQ(chain(*input), containers);
  EXPECT_EQ(input->release, kRelease);
  EXPECT_EQ(input->build_id, kBuildId);
}

std::string vmlinux() {
  return vmlinux_parts(small_btf()).bytes();
}

class EachKernelCompression : public testing::TestWithParam<Compression> {
 protected:
  std::string name() const { return std::string(name_of(GetParam())); }
};

INSTANTIATE_TEST_SUITE_P(Container, EachKernelCompression,
                         testing::Values(Compression::kGzip, Compression::kXz, Compression::kLzma,
                                         Compression::kZstd, Compression::kLz4Legacy),
                         [](const auto& format) { return std::string(name_of(format.param)); });

TEST_P(EachKernelCompression, IsThatOfAFile) {
  expect_kernel(compressed(GetParam(), vmlinux()), small_btf(), name() + " > ELF .BTF");
  expect_kernel(compressed(GetParam(), arm64_image()), small_btf(),
                name() + " > arm64 Image > BTF");
}

TEST_P(EachKernelCompression, IsThatOfX86) {
  expect_kernel(x86_image(payload(GetParam(), vmlinux())), small_btf(),
                fmt::format("x86 bzImage > {} payload > ELF .BTF", name()));
}

TEST_P(EachKernelCompression, IsThatOfZboot) {
  expect_kernel(zboot_image(compressed(GetParam(), arm64_image()), name()), small_btf(),
                fmt::format("EFI zboot image > {} payload > arm64 Image > BTF", name()));
}

TEST_P(EachKernelCompression, IsThatOfS390) {
  expect_kernel(s390_image(payload(GetParam(), s390_kernel())), small_btf(Endian::kBig),
                fmt::format("s390x bzImage > {} payload > BTF", name()));
}

TEST_P(EachKernelCompression, HasAnEnd) {
  std::string whole = payload(GetParam(), vmlinux());
  std::string half = whole.substr(0, whole.size() / 2);
  EXPECT_EQ(error(x86_image(half)),
            fmt::format("x86 bzImage: {} payload: the compressed data is truncated", name()));
  EXPECT_EQ(error(zboot_image(half, name())),
            fmt::format("EFI zboot image: {} payload: the compressed data is truncated", name()));
}

// A bomb stops at the limit, in each layer.
TEST_P(EachKernelCompression, HasALimit) {
  std::string image = x86_image(payload(GetParam(), std::string(100'000, '\0')));
  EXPECT_EQ(message(found(image, {}, 5000)),
            fmt::format("x86 bzImage: {} payload: decompresses to more than 5000 bytes", name()));
  EXPECT_EQ(message(found(compressed(GetParam(), image), {}, 5000)),
            message(found(image, {}, 5000)).insert(0, name() + ": "));
}

TEST(Container, IsNone) {
  auto input = found(small_btf(Endian::kBig));
  ASSERT_TRUE(input) << message(input);
  EXPECT_EQ(chain(*input), "BTF");
  EXPECT_EQ(input->release, std::nullopt);
  EXPECT_EQ(input->build_id, std::nullopt);
}

TEST(Container, IsUnknown) {
  EXPECT_EQ(error(""), "it is empty");
  EXPECT_EQ(error("MZ and more"),
            "it is neither BTF nor an ELF file, nor a known kernel image or archive");
  EXPECT_EQ(error(compressed(Compression::kGzip, "text")),
            "gzip: it is neither BTF nor an ELF file, nor a known kernel image or archive");
  EXPECT_EQ(error(compressed(Compression::kGzip, "")), "gzip: it is empty");
  EXPECT_EQ(error("BZh9"), "bzip2: this compression is not supported");
  EXPECT_EQ(error(compressed(Compression::kXz, "text").substr(0, 20)),
            "xz: the compressed data is truncated");
}

TEST(Container, IsInFewOthers) {
  std::string nested = small_btf();
  for (int i = 0; i < 16; ++i) nested = compressed(Compression::kZstd, nested);
  EXPECT_TRUE(found(nested)) << error(nested);
  nested = compressed(Compression::kZstd, nested);
  EXPECT_TRUE(error(nested).ends_with("zstd: there are more than 16 containers inside one another"))
      << error(nested);
}

// A decompressed kernel is not kept for the sake of its BTF; a mapped one is.
TEST(Container, IsGivenBack) {
  std::string btf = small_btf(Endian::kLittle, 1000);
  auto small_part =
      found(compressed(Compression::kZstd, arm64_image(btf) + std::string(9000, 'x')));
  ASSERT_TRUE(small_part) << message(small_part);
  EXPECT_EQ(text_of(small_part->content.bytes()), btf);
  auto large_part = found(compressed(Compression::kZstd, btf));
  ASSERT_TRUE(large_part) << message(large_part);
  EXPECT_EQ(large_part->btf.data(), large_part->content.bytes().data());
}

TEST(ElfContainer, HasEitherByteOrder) {
  std::string btf = small_btf(Endian::kBig);
  expect_kernel(vmlinux_parts(btf, Endian::kBig).bytes(), btf, "ELF .BTF");
}

TEST(ElfContainer, OfAModuleSaysItsRelease) {
  ElfBytes module;
  module.add({.name = ".BTF", .data = small_btf()});
  module.add({.name = ".modinfo",
              .data = "license=GPL\0vermagic=6.12.34-test SMP preempt mod_unload \0"s});
  EXPECT_EQ(found(module.bytes())->release, kRelease);
  module.sections[1].data = "license=GPL";
  EXPECT_EQ(found(module.bytes())->release, std::nullopt);
  // A program that prints such a text is no kernel.
  module.add({.name = ".rodata", .data = banner()});
  EXPECT_EQ(found(module.bytes())->release, std::nullopt);
}

TEST(ElfContainer, NeedsItsSection) {
  ElfBytes parts;
  parts.add({.name = ".data", .data = "x"});
  EXPECT_EQ(error(parts.bytes()), "it has no .BTF section");
  EXPECT_EQ(error(x86_image(payload(Compression::kZstd, parts.bytes()))),
            "x86 bzImage: zstd payload: it has no .BTF section");
  parts.add({.name = ".BTF", .type = SHT_NOBITS, .size_without_data = 100});
  EXPECT_EQ(error(parts.bytes()), "section '.BTF' has no content");
  parts.sections[1] = {.name = ".BTF", .flags = SHF_COMPRESSED, .data = small_btf()};
  EXPECT_EQ(error(parts.bytes()), "section '.BTF' is compressed");
}

TEST(Release, IsPlausible) {
  auto release = [](std::string_view text) {
    ElfBytes parts{.type = ET_EXEC, .sections = {}};
    parts.add({.name = ".BTF", .data = small_btf()});
    parts.add({.name = ".rodata", .data = std::string(text)});
    return found(parts.bytes())->release.value_or("none");
  };
  EXPECT_EQ(release("Linux version 6.1.0 (x)"), "6.1.0");
  EXPECT_EQ(release("Linux version %s Linux version 5 "), "5");
  EXPECT_EQ(release("Linux version six "), "none");
  EXPECT_EQ(release("Linux version 6.1.0"), "none");
  EXPECT_EQ(release("Linux version 6.\n1 "), "none");
  EXPECT_EQ(release("Linux version " + std::string(64, '6') + " "), std::string(64, '6'));
  EXPECT_EQ(release("Linux version " + std::string(65, '6') + " "), "none");
}

class X86Image : public testing::Test {
 protected:
  std::string image_ = x86_image(payload(Compression::kXz, vmlinux()));
};

TEST_F(X86Image, HasFourSectorsIfItSaysNone) {
  std::string image = with(image_, kX86SetupSectors, uint8_t{0});
  image.insert(3 * 512, std::string(2 * 512, '\0'));
  expect_kernel(image, small_btf(), "x86 bzImage > xz payload > ELF .BTF");
}

TEST_F(X86Image, IsTooOldToSayWhereItsPayloadIs) {
  EXPECT_EQ(error(with(image_, kX86Protocol, uint16_t{0x0207})),
            "x86 bzImage: setup header: boot protocol 2.07 doesn't say where the payload is; 2.08 "
            "does");
}

TEST_F(X86Image, EndsBehindItsHeader) {
  for (size_t size : {0x206, 0x207, 0x248, 0x24c + 3}) {
    EXPECT_TRUE(error(image_.substr(0, size)).starts_with("x86 bzImage: setup header: ")) << size;
  }
}

TEST_F(X86Image, HoldsItsPayload) {
  auto size = image_.size();
  EXPECT_EQ(error(with(image_, kX86PayloadOffset, uint32_t{0xffffffff})),
            fmt::format("x86 bzImage: setup header: a payload of {} bytes at 4294968831 is not "
                        "inside the file's {}",
                        size - 3 * 512 - 0x40 - 64, size));
  EXPECT_EQ(error(with(image_, kX86PayloadLength, uint32_t{0xffffffff})),
            fmt::format("x86 bzImage: setup header: a payload of 4294967295 bytes at 1600 is not "
                        "inside the file's {}",
                        size));
  EXPECT_EQ(error(with(image_, kX86PayloadOffset, uint32_t{0x41})),
            "x86 bzImage: the payload at 1601 is not compressed in a known way");
}

TEST_F(X86Image, HasATrailerThatIsRight) {
  std::string content = vmlinux();
  std::string wrong = payload(Compression::kXz, content);
  wrong = with(wrong, wrong.size() - 4, uint32_t{77});
  EXPECT_EQ(error(x86_image(wrong)),
            fmt::format("x86 bzImage: xz payload: it decompresses to {} bytes, its trailer says 77",
                        content.size()));
}

TEST_F(X86Image, MayBeCompressedInAnUnsupportedWay) {
  EXPECT_EQ(error(x86_image("BZh9 and more")),
            "x86 bzImage: bzip2 payload: this compression is not supported");
  EXPECT_EQ(error(x86_image("\x89LZO\0\r\n\x1a\n and more"s)),
            "x86 bzImage: lzo payload: this compression is not supported");
}

TEST_F(X86Image, SaysItsReleaseBeforeItsKernelDoes) {
  std::string image = image_;
  image.replace(image.find(kRelease), 4, "9.99");
  EXPECT_EQ(found(image)->release, "9.99.34-test");
  // Without a version of its own, or with one that is nowhere, it is the kernel's.
  EXPECT_EQ(found(with(image, kX86Version, uint16_t{0}))->release, kRelease);
  EXPECT_EQ(found(with(image, kX86Version, uint16_t{0xffff}))->release, kRelease);
}

class ZbootImage : public testing::Test {
 protected:
  std::string image_ = zboot_image(compressed(Compression::kZstd, arm64_image()), "zstd22");
};

TEST_F(ZbootImage, EndsBehindItsHeader) {
  for (size_t size : {8, 12, 20, 30, 55}) {
    EXPECT_TRUE(error(image_.substr(0, size)).starts_with("EFI zboot image: header: ")) << size;
  }
}

TEST_F(ZbootImage, HoldsItsPayload) {
  EXPECT_EQ(
      error(with(image_, 8, uint32_t{0xffffffff})),
      fmt::format("EFI zboot image: header: a payload of {} bytes at 4294967295 is not inside "
                  "the file's {}",
                  image_.size() - kZbootPayload - 64, image_.size()));
  EXPECT_EQ(error(with(image_, 12, uint32_t{0xffffffff})),
            fmt::format("EFI zboot image: header: a payload of 4294967295 bytes at 128 is not "
                        "inside the file's {}",
                        image_.size()));
}

TEST_F(ZbootImage, IsCompressedAsItSays) {
  EXPECT_EQ(
      error(with(image_, 24, 'g')),
      "EFI zboot image: header: it says 'gstd22' of the payload at 128, which begins as zstd");
  EXPECT_EQ(error(with(image_, kZbootPayload, 'x')),
            "EFI zboot image: header: it says 'zstd22' of the payload at 128, which begins as "
            "something else");
}

TEST(FlatImage, IsOfEachMachine) {
  expect_kernel(arm64_image(), small_btf(), "arm64 Image > BTF");
  expect_kernel(riscv_image(), small_btf(), "riscv Image > BTF");
}

TEST(FlatImage, HasTheByteOrderOfItsFlags) {
  FlatKernel kernel{.endian = Endian::kBig, .head = image_head("ARM\x64", 1)};
  expect_kernel(kernel.bytes(), small_btf(Endian::kBig), "arm64 Image > BTF");
  kernel.head = image_head("ARM\x64", 0);
  EXPECT_EQ(error(kernel.bytes()), "arm64 Image: there is no BTF in it");
}

// Programs that a kernel carries have BTF of their own.
TEST(FlatImage, HoldsTheLargestBtf) {
  FlatKernel kernel{.head = image_head("ARM\x64"), .btf = small_btf(Endian::kLittle, 100)};
  kernel.rodata += small_btf(Endian::kLittle, 99);
  kernel.data += small_btf(Endian::kLittle, 99);
  expect_kernel(kernel.bytes(), kernel.btf, "arm64 Image > BTF");
}

// As of Linux 6.16.
TEST(FlatImage, MayAlignItsBtfToAPage) {
  for (size_t alignment : {4096, 65536}) {
    FlatKernel kernel{.head = image_head("ARM\x64"), .btf_alignment = alignment};
    expect_kernel(kernel.bytes(), small_btf(), "arm64 Image > BTF");
  }
}

TEST(FlatImage, HasNoBuildIdElsewhere) {
  FlatKernel kernel{.head = image_head("ARM\x64")};
  auto build_id = [&] { return found(kernel.bytes())->build_id; };
  EXPECT_EQ(build_id(), kBuildId);
  kernel.notes += "something else";
  EXPECT_EQ(build_id(), std::nullopt);
  kernel.notes = "";
  EXPECT_EQ(build_id(), std::nullopt);
  kernel.data = build_id_note();
  EXPECT_EQ(build_id(), std::nullopt);
}

// Each field of the header that BTF found by its magic number has to have right.
TEST(FlatImage, HoldsWholeBtfOnly) {
  struct Change {
    size_t at;
    uint32_t value;
  };
  const std::string btf = small_btf();
  FlatKernel kernel{.head = image_head("ARM\x64"), .btf = btf};
  ASSERT_EQ(error(kernel.bytes()), "");
  for (Change change : {Change{0, 0x0002eb9f}, Change{0, 0x0101eb9f},  // version, flags
                        Change{4, 23}, Change{4, 4097}, Change{4, 0xffffffff}, Change{8, 1},
                        Change{8, 0xfffffffc},  // types
                        Change{12, 0}, Change{12, 15}, Change{12, 20}, Change{12, 0xfffffffc},
                        Change{16, 12}, Change{16, 17}, Change{16, 0xffffffff},  // strings
                        Change{20, 0}, Change{20, 4}, Change{20, 0xffffffff}}) {
    kernel.btf = with(btf, change.at, change.value);
    EXPECT_EQ(error(kernel.bytes()), "arm64 Image: there is no BTF in it")
        << change.at << " " << change.value;
  }
  std::string strings_in_types = with(with(btf, 16, uint32_t{13}), 20, uint32_t{3});
  for (const std::string& wrong :
       {with(btf, 24 + 16, 'x'), with(btf, btf.size() - 1, 'x'), strings_in_types}) {
    kernel.btf = wrong;
    EXPECT_EQ(error(kernel.bytes()), "arm64 Image: there is no BTF in it");
  }
  kernel.btf = btf;
  kernel.data = "";
  std::string whole = kernel.bytes();
  EXPECT_EQ(error(whole.substr(0, whole.size() - 1)), "arm64 Image: there is no BTF in it");
}

// Linux 6.19's header says where the layout of kinds is, behind the other sections.
TEST(FlatImage, HoldsBtfWithALayoutSection) {
  std::string btf = small_btf();
  btf = with(btf, 4, uint32_t{32});
  ByteWriter layout(Endian::kLittle);
  layout.u32(24);  // behind 16 bytes of types and 5 of strings
  layout.u32(8);
  btf.insert(24, text_of(std::move(layout).take()));
  btf += "\0\0\0layout12"s;
  expect_kernel(FlatKernel{.head = image_head("ARM\x64"), .btf = btf}.bytes(), btf,
                "arm64 Image > BTF");
  btf = with(btf, 28, uint32_t{0xffffffff});
  EXPECT_EQ(error(FlatKernel{.head = image_head("ARM\x64"), .btf = btf}.bytes()),
            "arm64 Image: there is no BTF in it");
}

TEST(FlatImage, EndsInItsHeader) {
  std::string image = arm64_image();
  EXPECT_EQ(error(image.substr(0, 60)), "arm64 Image: there is no BTF in it");
}

class S390Image : public testing::Test {
 protected:
  std::string image_ = s390_image(payload(Compression::kZstd, s390_kernel()));
};

TEST_F(S390Image, HasAKernel) {
  std::string image = image_;
  image.resize(kS390Payload);
  image.replace(0x11a00, 6, "      ");
  EXPECT_EQ(error(image), "s390x bzImage: there is no compressed kernel in it");
}

TEST_F(S390Image, HasAKernelWithBtf) {
  FlatKernel kernel{.endian = Endian::kBig, .btf = "none"};
  EXPECT_EQ(error(s390_image(payload(Compression::kXz, kernel.bytes()))),
            "s390x bzImage: xz payload: there is no BTF in it");
}

// The decompressor has magic numbers in it; the message is not about the shorter ones.
TEST_F(S390Image, SaysWhatIsWrongWithItsKernel) {
  std::string image = image_;
  image.replace(0x11a00, 6, "\x1f\x8b    ");
  image.resize(kS390Payload + 40);
  EXPECT_EQ(error(image),
            "s390x bzImage: at 73728: zstd payload: the compressed data is truncated");
}

TEST_F(S390Image, HasATrailerThatIsRight) {
  std::string wrong = payload(Compression::kZstd, s390_kernel());
  wrong = with(wrong, wrong.size() - 4, uint32_t{77});
  std::string image = s390_image(wrong);
  image.replace(0x11a00, 6, "      ");
  EXPECT_EQ(error(image),
            fmt::format("s390x bzImage: at 73728: zstd payload: it decompresses to {} bytes, its "
                        "trailer says 77",
                        s390_kernel().size()));
}

TEST_F(S390Image, IsTriedAtAFewPlaces) {
  std::string image = image_;
  for (size_t i = 0; i < 32; ++i) image.replace(0x11000 + 8 * i, 2, "\x1f\x8b");
  EXPECT_TRUE(error(image).starts_with("s390x bzImage: at 69632: gzip payload: ")) << error(image);
}

TEST_F(S390Image, MayNotSayItsRelease) {
  EXPECT_EQ(found(image_)->release, kRelease);
  // Then it is the one its kernel says.
  std::string nowhere = with(image_, 0x10428, uint64_t{0xffffffffffff}, Endian::kBig);
  EXPECT_EQ(found(nowhere)->release, kRelease);
}

class Tar : public testing::Test {
 protected:
  const std::string btf_ = small_btf();
  const std::string one_ = tar({{"./", "", '5'}, {"./5.4.0.btf", btf_}});
  const std::string two_ = tar({{"a/5.4.0.btf", btf_}, {"README", "text"}, {"5.5.0.btf", btf_}});
};

TEST_F(Tar, HasOneBtf) {
  auto input = found(compressed(Compression::kXz, one_));
  ASSERT_TRUE(input) << message(input);
  EXPECT_EQ(text_of(input->btf), btf_);
  EXPECT_EQ(chain(*input), "xz > tar > ./5.4.0.btf > BTF");
}

TEST_F(Tar, HasMembersByName) {
  EXPECT_EQ(chain(*found(two_, "5.5.0.btf")), "tar > 5.5.0.btf > BTF");
  EXPECT_EQ(chain(*found(two_, "a/5.4.0.btf")), "tar > a/5.4.0.btf > BTF");
  EXPECT_EQ(chain(*found(one_, "5.4.0.btf")), "tar > ./5.4.0.btf > BTF");
  std::string image = tar({{"boot/vmlinuz", x86_image(payload(Compression::kLzma, vmlinux()))}});
  EXPECT_EQ(chain(*found(image, "boot/vmlinuz")),
            "tar > boot/vmlinuz > x86 bzImage > lzma payload > ELF .BTF");
}

TEST_F(Tar, NeedsAChoice) {
  EXPECT_EQ(error(two_),
            "tar: 2 of its members end in '.btf', name one as FILE:MEMBER: 'a/5.4.0.btf', "
            "'5.5.0.btf'");
  EXPECT_EQ(error(two_, "5.6.0.btf"),
            "tar: it has no member '5.6.0.btf', but 'a/5.4.0.btf', 'README', '5.5.0.btf'");
  EXPECT_EQ(error(tar({{"README", "text"}})),
            "tar: none of its members ends in '.btf', there are 'README'");
  EXPECT_EQ(error(tar({{"folder", "", '5'}})),
            "tar: none of its members ends in '.btf', there are no files");
  std::vector<TarMember> many(12, {"x.btf", btf_});
  EXPECT_TRUE(error(tar(many)).ends_with(", 'x.btf' and 4 more")) << error(tar(many));
}

TEST_F(Tar, IsNeededForAMember) {
  EXPECT_EQ(error(small_btf(), "x"), "no archive, so it has no member 'x'");
  EXPECT_EQ(error(compressed(Compression::kGzip, vmlinux()), "x"),
            "gzip: no archive, so it has no member 'x'");
}

TEST_F(Tar, HasLongNames) {
  std::string name = std::string(150, 'x') + ".btf";
  std::string gnu = tar({{"././@LongLink", name + '\0', 'L'}, {name.substr(0, 100), btf_}});
  EXPECT_EQ(chain(*found(gnu)), fmt::format("tar > {} > BTF", name));
  std::string record = fmt::format("{} path={}\n", 7 + name.size() + 3, name);
  std::string pax = tar({{"PaxHeader", "16 mtime=1.5678\n" + record, 'x'}, {"short", btf_}});
  EXPECT_EQ(chain(*found(pax)), fmt::format("tar > {} > BTF", name));
  std::string header = tar_header({"5.4.0.btf", btf_});
  header.replace(345, 6, "prefix");
  std::string posix = with_checksum(header) + btf_;
  EXPECT_EQ(chain(*found(posix)), "tar > prefix/5.4.0.btf > BTF");
  header.replace(257, 8, "ustar  \0"s);
  EXPECT_EQ(chain(*found(with_checksum(header) + btf_)), "tar > 5.4.0.btf > BTF");
}

TEST_F(Tar, HasSizesInBinary) {
  std::string header = tar_header({"5.4.0.btf", btf_});
  header.replace(124, 12, "\x80\0\0\0\0\0\0\0\0\0\0"s + static_cast<char>(btf_.size()));
  EXPECT_EQ(error(with_checksum(header) + btf_), "");
  header.replace(124, 12, "\x80\0\0\xff\0\0\0\0\0\0\0\1"s);
  EXPECT_EQ(error(with_checksum(header) + btf_), "tar: header at 0: its size is no number");
}

TEST_F(Tar, IsWhole) {
  auto member = [&](const std::string& header) { return error(header + btf_); };
  std::string header = tar_header({"5.4.0.btf", btf_});
  EXPECT_EQ(member(with_checksum(header)), "");
  EXPECT_EQ(member(header), "tar: header at 0: its checksum is wrong");
  header.replace(124, 11, "77777777777");
  EXPECT_EQ(member(with_checksum(header)),
            fmt::format("tar: member '5.4.0.btf': 8589934591 bytes at 512 are not inside the "
                        "archive's {}",
                        512 + btf_.size()));
  header.replace(124, 11, "           ");
  EXPECT_EQ(member(with_checksum(header)), "tar: header at 0: its size is no number");
  EXPECT_EQ(error(one_.substr(0, 700)), "tar: header: 512 bytes needed at offset 512, 188 left");
}

}  // namespace
}  // namespace btfkit::test
