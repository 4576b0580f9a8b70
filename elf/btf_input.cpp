#include "elf/btf_input.h"

#include <elf.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "container.h"

namespace btfkit::elf {
namespace {

constexpr std::array kContainers = {
    Container{recognise_compressed, open_compressed},
    Container{recognise_tar, open_tar},
    Container{recognise_zboot, open_zboot},
    Container{recognise_flat_image, open_flat_image},
    Container{recognise_x86_image, open_x86_image},
    Container{recognise_s390_image, open_s390_image},
};

bool is_btf(Bytes bytes) {
  return as_text(bytes).starts_with("\x9f\xeb") || as_text(bytes).starts_with("\xeb\x9f");
}

// A module says what it was built for: the release, which need not tell the version.
std::optional<Banner> banner_of_module(const File& file) {
  const Section* modinfo = file.find_section(".modinfo");
  if (!modinfo) return std::nullopt;
  constexpr std::string_view kKey = "vermagic=";
  std::string_view text = as_text(modinfo->data);
  size_t at = text.find(kKey);
  if (at == text.npos) return std::nullopt;
  auto release = release_in(text.substr(at + kKey.size()));
  if (!release) return std::nullopt;
  return Banner{std::move(*release), std::nullopt};
}

std::optional<Banner> banner_of_vmlinux(const File& file) {
  const Section* rodata = file.find_section(".rodata");
  return rodata ? find_banner(rodata->data) : std::nullopt;
}

// A boot header's release stays, but not its version: Ubuntu's is in the kernel's own line only.
void add_banner(BtfInput& input, std::optional<Banner> banner) {
  if (!banner) return;
  if (!input.release) input.release = std::move(banner->release);
  if (banner->version) input.version = banner->version;
}

Result<Bytes> content_of(const Section& section) {
  if (section.type == SHT_NOBITS) return fail("section '{}' has no content", section.name);
  if (section.flags & SHF_COMPRESSED) return fail("section '{}' is compressed", section.name);
  return section.data;
}

Result<void> find_in_elf(BtfInput& input, Bytes bytes) {
  File file = BTFKIT_TRY(File::open(bytes));
  const Section* section = file.find_section(".BTF");
  if (!section) return fail("it has no .BTF section");
  input.btf = BTFKIT_TRY(content_of(*section));
  if (const Section* base = file.find_section(".BTF.base")) {
    input.distilled_base = BTFKIT_TRY(content_of(*base));
  }
  input.build_id = file.build_id();
  add_banner(input, file.type() == ET_REL ? banner_of_module(file) : banner_of_vmlinux(file));
  input.containers.push_back("ELF .BTF");
  return {};
}

// Takes off one container after the other; what is left is BTF or an ELF file.
Result<Bytes> unwrap(BtfInput& input, ContainerOptions options) {
  Bytes bytes = input.content.bytes();
  while (!is_btf(bytes) && !is_elf(bytes)) {
    if (bytes.empty()) return fail("it is empty");
    auto container = std::ranges::find_if(
        kContainers, [&](const Container& each) { return each.recognise(bytes).has_value(); });
    if (container == kContainers.end()) {
      return fail("it is neither BTF nor an ELF file, nor a known kernel image or archive");
    }
    if (input.containers.size() >= kMaxContainers) {
      return fail("there are more than {} containers inside one another", kMaxContainers);
    }
    input.containers.push_back(*container->recognise(bytes));
    Opened opened = BTFKIT_TRY(container->open(bytes, options));
    if (container->open == open_tar) options.member = {};
    bytes = opened.bytes;
    std::ranges::move(opened.through, std::back_inserter(input.containers));
    add_banner(input, std::move(opened.banner));
    if (!input.build_id) input.build_id = std::move(opened.build_id);
    // From here on nothing points to what this was decompressed from.
    if (!opened.storage.bytes().empty()) input.content = std::move(opened.storage);
  }
  if (!options.member.empty()) return fail("no archive, so it has no member '{}'", options.member);
  return bytes;
}

Result<void> find_in(BtfInput& input, ContainerOptions options) {
  Bytes bytes = BTFKIT_TRY(unwrap(input, options));
  if (is_elf(bytes)) return find_in_elf(input, bytes);
  input.btf = bytes;
  input.containers.push_back("BTF");
  return {};
}

// A decompressed kernel is ten times as large as its BTF; the rest is given back. What has a
// distilled base is a module, and small.
void keep_only_btf(BtfInput& input) {
  if (input.distilled_base) return;
  if (input.content.is_mapped() || input.btf.size() > input.content.bytes().size() / 2) return;
  Content copy(std::vector<std::byte>(input.btf.begin(), input.btf.end()));
  input.content = std::move(copy);
  input.btf = input.content.bytes();
}

// What the running kernel says of itself and of its modules.
void describe_running_kernel(BtfInput& input) {
  constexpr std::string_view kFolder = "/sys/kernel/btf/";
  if (!input.path.starts_with(kFolder)) return;
  std::string name = input.path.substr(kFolder.size());
  std::string notes = name == "vmlinux"
                          ? "/sys/kernel/notes"
                          : fmt::format("/sys/module/{}/notes/.note.gnu.build-id", name);
  if (auto content = read_file(notes)) {
    input.build_id = find_build_id(content->bytes(), kHostEndian);
  }
  utsname names;
  if (uname(&names) != 0) return;
  input.release = names.release;
  std::string banner = fmt::format("{} {}", names.release, names.version);
  // Ubuntu's kernel has what its banner ends in here.
  if (auto signature = read_file("/proc/version_signature")) {
    std::string_view text = as_text(signature->bytes());
    banner += fmt::format(" ({})", text.substr(0, text.find('\n')));
  }
  input.version = kernel_version_in(banner);
}

bool exists(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0;
}

// "FILE:MEMBER" taken apart, where there is no file of all of that name. A file's name may have
// colons in it, and a member's, too.
std::pair<std::string, std::string> split_member(const std::string& path) {
  if (path == "-" || exists(path)) return {path, {}};
  for (size_t at = path.rfind(':'); at != path.npos && at > 0; at = path.rfind(':', at - 1)) {
    std::string file = path.substr(0, at);
    if (exists(file)) return {file, path.substr(at + 1)};
  }
  return {path, {}};
}

}  // namespace

Result<BtfInput> find_btf(Content content, std::string_view member, uint64_t limit) {
  BtfInput input{{}, std::move(content), {}, {}, {}};
  auto found = find_in(input, {member, limit});
  if (!found) {
    Error error = std::move(found).error();
    for (const std::string& container : std::views::reverse(input.containers)) {
      error = std::move(error).in(container);
    }
    return std::unexpected(std::move(error));
  }
  keep_only_btf(input);
  return input;
}

Result<BtfInput> open_btf(const std::string& path) {
  auto [file, member] = split_member(path);
  auto input = find_btf(BTFKIT_TRY(read_file(file)), member);
  if (!input) return std::unexpected(std::move(input).error().in(path));
  input->path = path;
  describe_running_kernel(*input);
  return input;
}

}  // namespace btfkit::elf
