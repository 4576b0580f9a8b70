#include "dwarf/sections.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <span>

#include "dwarf/relocate.h"
#include "support/decompress.h"

namespace btfkit::dwarf {
namespace {

constexpr std::array<std::string_view, 9> kWanted = {
    ".debug_info",        ".debug_abbrev", ".debug_str",      ".debug_line_str", ".debug_types",
    ".debug_str_offsets", ".debug_addr",   ".debug_loclists", ".debug_loc"};

constexpr std::array<std::string_view, 9> kWantedSplit = {
    ".debug_info.dwo",     ".debug_abbrev.dwo", ".debug_str.dwo",
    ".debug_types.dwo",    ".debug_loc.dwo",    ".debug_str_offsets.dwo",
    ".debug_loclists.dwo", ".debug_cu_index",   ".debug_tu_index"};

constexpr uint32_t kElfCompressZstd = 2;  // ELFCOMPRESS_ZSTD, not yet in Debian 12's elf.h

// The content of a section with SHF_COMPRESSED, behind its Elf32_Chdr or Elf64_Chdr.
Result<Content> decompress_section(const elf::File& file, Bytes bytes) {
  ByteReader reader(bytes, file.endian());
  uint32_t type = BTFKIT_TRY(reader.u32());
  uint64_t size = 0;
  if (file.is_64()) {
    BTFKIT_TRY(reader.u32());  // reserved
    size = BTFKIT_TRY(reader.u64());
    BTFKIT_TRY(reader.u64());  // alignment
  } else {
    size = BTFKIT_TRY(reader.u32());
    BTFKIT_TRY(reader.u32());  // alignment
  }
  if (type != ELFCOMPRESS_ZLIB && type != kElfCompressZstd) {
    return fail("compression type {} is not known", type);
  }
  if (size > kDecompressedLimit) return fail("it claims to decompress to {} bytes", size);
  Bytes stream = BTFKIT_TRY(reader.bytes(reader.remaining()));
  auto compression = type == ELFCOMPRESS_ZLIB ? Compression::kZlib : Compression::kZstd;
  Content content = BTFKIT_TRY(in(name_of(compression), decompress(stream, compression, size)));
  if (content.bytes().size() != size) {
    return fail("it decompresses to {} bytes, its header says {}", content.bytes().size(), size);
  }
  return content;
}

// The content of a section called .zdebug_*, as tools before SHF_COMPRESSED wrote it: "ZLIB", the
// size in big endian, and the stream.
Result<Content> decompress_old_section(Bytes bytes) {
  constexpr std::string_view kMagic = "ZLIB";
  ByteReader reader(bytes, Endian::kBig);
  if (as_text(BTFKIT_TRY(reader.bytes(kMagic.size()))) != kMagic) {
    return fail("it does not begin with '{}'", kMagic);
  }
  uint64_t size = BTFKIT_TRY(reader.u64());
  if (size > kDecompressedLimit) return fail("it claims to decompress to {} bytes", size);
  Bytes stream = BTFKIT_TRY(reader.bytes(reader.remaining()));
  Content content =
      BTFKIT_TRY(in(name_of(Compression::kZlib), decompress(stream, Compression::kZlib, size)));
  if (content.bytes().size() != size) {
    return fail("it decompresses to {} bytes, its header says {}", content.bytes().size(), size);
  }
  return content;
}

// The sanitizer sees a read behind a section's end only if that is the end of memory as well.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kCopiesAll = true;
#elif defined(__has_feature)
constexpr bool kCopiesAll = __has_feature(address_sanitizer);
#else
constexpr bool kCopiesAll = false;
#endif

// The name that a section goes by: ".debug_info" for ".zdebug_info".
bool has_name(const elf::Section& section, std::string_view name) {
  if (section.name == name) return true;
  return section.name.starts_with(".z") && section.name.substr(2) == name.substr(1);
}

class Collector {
 public:
  explicit Collector(const elf::File& file) : file_(file), places_(file.sections().size()) {}

  Result<Sections> run(std::span<const std::string_view> wanted) && {
    Sections result;
    result.endian = file_.endian();
    result.address_size = file_.is_64() ? 8 : 4;
    for (std::string_view name : wanted) {
      auto section = in(name, collect(name, result.all.size()));
      if (!section) return std::unexpected(std::move(section).error());
      if (!section->bytes.empty()) result.all.push_back(std::move(*section));
    }
    if (file_.type() == ET_REL) BTFKIT_CHECK(relocate(result));
    return result;
  }

 private:
  // Where a section of the file is among those that were collected.
  struct Place {
    size_t target = kNowhere;  // an index in Sections::all
    uint64_t begin = 0;
    uint64_t size = 0;  // bytes
  };
  static constexpr size_t kNowhere = SIZE_MAX;

  Result<DebugSection> collect(std::string_view name, size_t target) {
    DebugSection result{name, {}, {}};
    std::vector<std::byte> joined;
    bool is_copy = false;
    for (const elf::Section& section : file_.sections()) {
      if (!has_name(section, name) || section.data.empty()) continue;
      Content decompressed;
      Bytes bytes = section.data;
      if (section.flags & SHF_COMPRESSED) {
        decompressed = BTFKIT_TRY(decompress_section(file_, bytes));
        bytes = decompressed.bytes();
      } else if (section.name != name) {
        decompressed = BTFKIT_TRY(decompress_old_section(bytes));
        bytes = decompressed.bytes();
      }
      if (result.bytes.empty()) {
        result.bytes = bytes;
        result.owned = std::move(decompressed);
        places_[section.index] = {target, 0, bytes.size()};
        continue;
      }
      if (!is_copy) joined.assign(result.bytes.begin(), result.bytes.end());
      is_copy = true;
      places_[section.index] = {target, joined.size(), bytes.size()};
      joined.insert(joined.end(), bytes.begin(), bytes.end());
      result.bytes = joined;
    }
    if (kCopiesAll && !is_copy && !result.bytes.empty()) {
      joined.assign(result.bytes.begin(), result.bytes.end());
      is_copy = true;
    }
    if (is_copy) {
      result.owned = Content(std::move(joined));
      result.bytes = result.owned.bytes();
    }
    return result;
  }

  Result<void> relocate(Sections& sections) {
    // The sections that have relocations, as copies.
    std::vector<std::vector<std::byte>> copies(sections.all.size());
    std::vector<uint64_t> addresses = file_.layout();
    auto moved = [&](uint32_t section) {
      return section < places_.size() ? addresses[section] + places_[section].begin : 0;
    };
    Relocator relocator = BTFKIT_TRY(Relocator::create(file_, moved));
    for (const elf::Section& table : file_.sections()) {
      if (table.type != SHT_RELA && table.type != SHT_REL) continue;
      if (table.info >= places_.size() || places_[table.info].target == kNowhere) continue;
      const Place& place = places_[table.info];
      std::vector<std::byte>& copy = copies[place.target];
      Bytes original = sections.all[place.target].bytes;
      if (copy.empty()) copy.assign(original.begin(), original.end());
      auto bytes = std::span(copy).subspan(place.begin, place.size);
      BTFKIT_CHECK(in(table.name, relocator.apply(table, bytes)));
    }
    for (size_t i = 0; i < copies.size(); ++i) {
      if (copies[i].empty()) continue;
      sections.all[i].owned = Content(std::move(copies[i]));
      sections.all[i].bytes = sections.all[i].owned.bytes();
    }
    return {};
  }

  const elf::File& file_;
  std::vector<Place> places_;  // by section of the file
};

}  // namespace

Bytes Sections::find(std::string_view name) const {
  auto found = std::ranges::find(all, name, &DebugSection::name);
  return found == all.end() ? Bytes() : found->bytes;
}

Result<Sections> debug_sections(const elf::File& file, SectionSet set) {
  return Collector(file).run(set == SectionSet::kWhole ? std::span(kWanted)
                                                       : std::span(kWantedSplit));
}

}  // namespace btfkit::dwarf
