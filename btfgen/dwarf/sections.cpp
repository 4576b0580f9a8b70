#include "dwarf/sections.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <map>

#include "dwarf/relocate.h"
#include "support/decompress.h"

namespace btfkit::dwarf {
namespace {

constexpr std::array<std::string_view, 9> kWanted = {
    ".debug_info",        ".debug_abbrev", ".debug_str",      ".debug_line_str", ".debug_types",
    ".debug_str_offsets", ".debug_addr",   ".debug_loclists", ".debug_loc"};

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

class Collector {
 public:
  explicit Collector(const elf::File& file) : file_(file) {}

  Result<Sections> run() && {
    Sections result;
    result.endian = file_.endian();
    result.address_size = file_.is_64() ? 8 : 4;
    for (std::string_view name : kWanted) {
      auto section = in(name, collect(name));
      if (!section) return std::unexpected(std::move(section).error());
      if (!section->bytes.empty()) result.all.push_back(std::move(*section));
    }
    if (file_.type() == ET_REL) BTFKIT_CHECK(relocate(result));
    return result;
  }

 private:
  Result<DebugSection> collect(std::string_view name) {
    DebugSection result{name, {}, {}};
    std::vector<std::byte> joined;
    bool is_copy = false;
    for (const elf::Section& section : file_.sections()) {
      if (section.name != name || section.data.empty()) continue;
      Content decompressed;
      Bytes bytes = section.data;
      if (section.flags & SHF_COMPRESSED) {
        decompressed = BTFKIT_TRY(decompress_section(file_, bytes));
        bytes = decompressed.bytes();
      }
      bool is_first = result.bytes.empty();
      if (is_first && decompressed.bytes().empty()) {
        result.bytes = bytes;
        placed_[section.index] = 0;
        continue;
      }
      if (!is_copy) joined.assign(result.bytes.begin(), result.bytes.end());
      is_copy = true;
      placed_[section.index] = joined.size();
      joined.insert(joined.end(), bytes.begin(), bytes.end());
      result.bytes = joined;
    }
    if (is_copy) {
      result.owned = Content(std::move(joined));
      result.bytes = result.owned.bytes();
    }
    return result;
  }

  Result<void> relocate(Sections& sections) {
    std::vector<elf::Symbol> symbols = BTFKIT_TRY(file_.symbols());
    for (DebugSection& target : sections.all) {
      std::vector<std::byte> copy;
      for (const elf::Section& table : file_.sections()) {
        if (table.type != SHT_RELA && table.type != SHT_REL) continue;
        if (table.info >= file_.sections().size()) continue;
        auto placed = placed_.find(table.info);
        if (placed == placed_.end() || file_.sections()[table.info].name != target.name) continue;
        if (copy.empty()) copy.assign(target.bytes.begin(), target.bytes.end());
        BTFKIT_CHECK(in(table.name, apply(table, placed->second, symbols, copy)));
      }
      if (copy.empty()) continue;
      target.owned = Content(std::move(copy));
      target.bytes = target.owned.bytes();
    }
    return {};
  }

  // Applies one table of relocations to the section that begins at `base` in `bytes`.
  Result<void> apply(const elf::Section& table, uint64_t base,
                     const std::vector<elf::Symbol>& symbols, std::vector<std::byte>& bytes) {
    if (!knows_relocations_of(file_.machine())) {
      return fail("relocations of ELF machine {} are not known", file_.machine());
    }
    for (const elf::Relocation& relocation : BTFKIT_TRY(file_.relocations(table))) {
      auto rule = relocation_rule(file_.machine(), relocation.type);
      if (!rule) {
        return fail("relocation type {} of ELF machine {} is not known", relocation.type,
                    file_.machine());
      }
      if (rule->width == 0) continue;
      uint64_t offset = base + relocation.offset;
      if (offset < base || offset > bytes.size() || bytes.size() - offset < rule->width) {
        return fail("a relocation at {} is outside the section's {} bytes", relocation.offset,
                    bytes.size());
      }
      if (relocation.symbol >= symbols.size()) {
        return fail("a relocation names symbol [{}], the last is [{}]", relocation.symbol,
                    symbols.size() - 1);
      }
      const elf::Symbol& symbol = symbols[relocation.symbol];
      std::span place = std::span(bytes).subspan(offset, rule->width);
      uint64_t addend = table.type == SHT_REL ? load(place) : relocation.addend;
      // A symbol of a section that was joined with others of its name has moved.
      auto placed = placed_.find(symbol.section);
      store(place, symbol.value + addend + (placed == placed_.end() ? 0 : placed->second));
    }
    return {};
  }

  uint64_t load(std::span<const std::byte> place) const {
    uint64_t value = 0;
    for (size_t i = 0; i < place.size(); ++i) {
      size_t at = file_.endian() == Endian::kBig ? i : place.size() - 1 - i;
      value = value << 8 | std::to_integer<uint64_t>(place[at]);
    }
    return value;
  }

  void store(std::span<std::byte> place, uint64_t value) const {
    for (size_t i = 0; i < place.size(); ++i) {
      size_t at = file_.endian() == Endian::kLittle ? i : place.size() - 1 - i;
      place[at] = static_cast<std::byte>(value >> (8 * i));
    }
  }

  const elf::File& file_;
  // Section index -> where the section begins in the one of all sections of its name.
  std::map<uint32_t, uint64_t> placed_;
};

}  // namespace

Bytes Sections::find(std::string_view name) const {
  auto found = std::ranges::find(all, name, &DebugSection::name);
  return found == all.end() ? Bytes() : found->bytes;
}

Result<Sections> debug_sections(const elf::File& file) {
  return Collector(file).run();
}

}  // namespace btfkit::dwarf
