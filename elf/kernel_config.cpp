// A kernel with CONFIG_IKCONFIG has its configuration between two marks (kernel/configs.c):
//
//   "IKCFG_ST"  gzip stream  "IKCFG_ED"
#include "elf/kernel_config.h"

#include <array>

#include "container.h"

namespace btfkit::elf {
namespace {

using namespace std::string_view_literals;

// What has a kernel inside that can't be searched as it is.
constexpr std::array kContainers = {
    Container{recognise_compressed, open_compressed},
    Container{recognise_zboot, open_zboot},
    Container{recognise_x86_image, open_x86_image},
    Container{recognise_s390_image, open_s390_image},
};

// The gzip stream behind the first mark, with what follows it.
std::optional<Bytes> find_embedded(Bytes bytes) {
  constexpr std::string_view kStart = "IKCFG_ST\x1f\x8b"sv;
  constexpr size_t kMark = 8;
  size_t at = as_text(bytes).find(kStart);
  if (at == std::string_view::npos) return std::nullopt;
  return bytes.subspan(at + kMark);
}

Result<Content> checked(Content content) {
  if (as_text(content.bytes()).contains('\0')) {
    return fail("it is no kernel configuration, and no kernel that carries one (CONFIG_IKCONFIG)");
  }
  return content;
}

Result<Content> find_in(Content content, uint64_t limit, size_t depth) {
  Bytes bytes = content.bytes();
  if (auto embedded = find_embedded(bytes)) {
    auto stream =
        BTFKIT_TRY(in("IKCFG_ST", decompress_first(*embedded, Compression::kGzip, limit)));
    return in("IKCFG_ST", checked(std::move(stream.content)));
  }
  for (const Container& container : kContainers) {
    auto name = container.recognise(bytes);
    if (!name) continue;
    if (depth == kMaxContainers) {
      return fail("there are more than {} containers inside one another", kMaxContainers);
    }
    auto opened = in(*name, container.open(bytes, {{}, limit}));
    if (!opened) return std::unexpected(std::move(opened).error());
    // All that was decompressed: what was opened may be the BTF in it only.
    return in(*name, find_in(std::move(opened->storage), limit, depth + 1));
  }
  return checked(std::move(content));
}

}  // namespace

Result<Content> find_kernel_config(Content content, uint64_t limit) {
  return find_in(std::move(content), limit, 0);
}

Result<Content> open_kernel_config(const std::string& path) {
  auto config = find_kernel_config(BTFKIT_TRY(read_file(path)));
  if (!config) return std::unexpected(std::move(config).error().in(path));
  return config;
}

}  // namespace btfkit::elf
