// Puts BTF into the containers that kernels come in.
//   make_container elf IN OUT                  a vmlinux with the BTF
//   make_container arm64|riscv IN OUT          an Image with the BTF
//   make_container s390x COMPRESSION IN OUT    a bzImage with the BTF
//   make_container x86 COMPRESSION IN OUT      a bzImage with the ELF file
//   make_container zboot COMPRESSION IN OUT    an EFI image with the Image
//   make_container tar IN... OUT               an archive of files
//   make_container COMPRESSION IN OUT          a compressed file
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "containers.h"

namespace {

using namespace btfkit;
using namespace btfkit::test;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  must(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

struct NamedCompression {
  std::string_view name;
  Compression compression;
  std::string_view zboot_name;  // CONFIG_KERNEL_*'s, in Makefile.zboot
};
constexpr NamedCompression kCompressions[] = {
    {"gzip", Compression::kGzip, "gzip"},    {"xz", Compression::kXz, "xzkern"},
    {"lzma", Compression::kLzma, "lzma"},    {"zstd", Compression::kZstd, "zstd22"},
    {"lz4", Compression::kLz4Legacy, "lz4"}, {"lz4-frame", Compression::kLz4, ""},
};

std::optional<NamedCompression> compression_named(std::string_view name) {
  for (const NamedCompression& each : kCompressions) {
    if (each.name == name) return each;
  }
  return std::nullopt;
}

std::optional<std::string> make(const std::vector<std::string>& words) {
  const std::string& kind = words[0];
  std::string in = read(words[words.size() - 2]);
  if (kind == "tar") {
    std::vector<TarMember> members;
    for (size_t i = 1; i + 1 < words.size(); ++i) {
      members.push_back({std::filesystem::path(words[i]).filename(), read(words[i])});
    }
    return tar(members);
  }
  if (words.size() == 3) {
    if (kind == "elf") return vmlinux_parts(in).bytes();
    if (kind == "arm64") return arm64_image(in);
    if (kind == "riscv") return riscv_image(in);
    if (auto with = compression_named(kind)) return compressed(with->compression, in);
  }
  if (words.size() == 4) {
    auto with = compression_named(words[1]);
    if (!with) return std::nullopt;
    if (kind == "x86") return x86_image(payload(with->compression, in));
    if (kind == "zboot") return zboot_image(compressed(with->compression, in), with->zboot_name);
    if (kind == "s390x") {
      std::string kernel = FlatKernel{.endian = Endian::kBig, .btf = in}.bytes();
      return s390_image(payload(with->compression, kernel));
    }
  }
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  auto container = words.size() < 3 ? std::nullopt : make(words);
  if (!container) {
    fputs("make_container: see the head of its source\n", stderr);
    return 2;
  }
  std::ofstream out(words.back(), std::ios::binary);
  out << *container;
  return out.flush().good() ? 0 : 1;
}
