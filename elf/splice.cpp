#include "elf/splice.h"

#include <gelf.h>
#include <libelf.h>

#include <algorithm>
#include <bit>
#include <limits>

namespace btfkit::elf {
namespace {

// Of what is put behind the file, for who reads it in place.
constexpr uint64_t kAlignment = 8;
// A crafted alignment would become that many bytes.
constexpr uint64_t kMaxAlignment = 1 << 16;

uint64_t aligned(uint64_t position, uint64_t alignment) {
  return (position + alignment - 1) & ~(alignment - 1);
}

// Bytes of the file.
struct Range {
  uint64_t begin = 0;
  uint64_t size = 0;

  uint64_t end() const { return begin + size; }
  bool overlaps(const Range& other) const {
    return size != 0 && other.size != 0 && begin < other.end() && other.begin < end();
  }
};

class Splicer {
 public:
  explicit Splicer(const File& file) : file_(file), tail_(file.endian()) {}

  Result<Splice> run(std::span<const SectionContent> contents) {
    BTFKIT_CHECK(read());
    for (const SectionContent& content : contents) BTFKIT_CHECK(place(content));
    moved_[names_] = !is_in_segment(range_of(names_));
    kept_ = end_of_what_stays();
    for (const SectionContent& content : contents) {
      BTFKIT_CHECK(write(*index_of(content.name), content.data));
    }
    BTFKIT_CHECK(write(names_, as_bytes(name_table_)));
    uint64_t table = write_headers();
    uint64_t end = kept_ + tail_.position();
    if (!file_.is_64() && end > std::numeric_limits<uint32_t>::max()) {
      return fail("with its new sections it would have {} bytes, too many for 32-bit ELF", end);
    }
    return Splice{new_header(table), kept_, std::move(tail_).take()};
  }

 private:
  static std::unexpected<Error> elf_failure(std::string_view what) {
    return fail("{}: {}", what, elf_errmsg(-1));
  }

  Result<void> read() {
    if (!gelf_getehdr(file_.handle(), &header_)) return elf_failure("ELF header");
    if (elf_getshdrstrndx(file_.handle(), &names_) != 0) return elf_failure("section names");
    if (names_ == 0 || names_ >= file_.sections().size()) {
      return fail("ELF header: section [{}] of the section names is not there", names_);
    }
    if (file_.sections()[names_].flags & SHF_COMPRESSED) {
      return fail("section [{}]: the section names are compressed", names_);
    }
    name_table_ = as_text(file_.sections()[names_].data);
    for (const Section& section : file_.sections()) {
      GElf_Shdr shdr;
      if (!gelf_getshdr(elf_getscn(file_.handle(), section.index), &shdr)) {
        return elf_failure(fmt::format("section [{}]", section.index));
      }
      if (shdr.sh_name > name_table_.size()) {
        return fail("section [{}]: its name is at {}, the names have {} bytes", section.index,
                    shdr.sh_name, name_table_.size());
      }
      headers_.push_back(shdr);
      if (range_of(section.index).overlaps({0, header_size()})) {
        return fail("section [{}] '{}' begins in the ELF header", section.index, section.name);
      }
    }
    moved_.resize(headers_.size());
    size_t segments = 0;
    if (elf_getphdrnum(file_.handle(), &segments) != 0) return elf_failure("program headers");
    for (size_t i = 0; i < segments; ++i) {
      GElf_Phdr segment;
      if (!gelf_getphdr(file_.handle(), static_cast<int>(i), &segment)) {
        return elf_failure(fmt::format("program header [{}]", i));
      }
      Range range{segment.p_offset, segment.p_filesz};
      if (range.begin > file_.bytes().size() || range.size > file_.bytes().size() - range.begin) {
        return fail("program header [{}]: {} bytes at {} are not inside the file's {}", i,
                    range.size, range.begin, file_.bytes().size());
      }
      segments_.push_back(range);
    }
    size_t entry = gelf_fsize(file_.handle(), ELF_T_PHDR, 1, EV_CURRENT);
    if (segments != 0) segments_.push_back({header_.e_phoff, segments * entry});
    return {};
  }

  Range range_of(size_t index) const {
    const GElf_Shdr& shdr = headers_[index];
    bool has_bytes = shdr.sh_type != SHT_NOBITS && shdr.sh_type != SHT_NULL;
    // One without bytes can say that it is anywhere.
    return has_bytes ? Range{shdr.sh_offset, shdr.sh_size} : Range();
  }
  bool is_in_segment(const Range& range) const {
    return std::ranges::any_of(segments_,
                               [&](const Range& segment) { return segment.overlaps(range); });
  }
  std::optional<size_t> index_of(std::string_view name) const {
    for (size_t i = 1; i < headers_.size(); ++i) {
      if (name_table_.c_str() + headers_[i].sh_name == name) return i;
    }
    return std::nullopt;
  }

  // Makes sure that there is a section for it, and that it may move.
  Result<void> place(const SectionContent& content) {
    auto index = index_of(content.name);
    if (!index) {
      GElf_Shdr added{};
      added.sh_name = static_cast<GElf_Word>(name_table_.size());
      added.sh_type = SHT_PROGBITS;
      added.sh_addralign = 1;
      name_table_.append(content.name).push_back('\0');
      headers_.push_back(added);
      moved_.push_back(true);
      return {};
    }
    if (*index == names_) return fail("section '{}' holds the section names", content.name);
    if (is_in_segment(range_of(*index))) {
      return fail("section '{}' is part of a segment, where nothing else has room", content.name);
    }
    for (const Section& section : file_.sections()) {
      bool is_relocation = section.type == SHT_REL || section.type == SHT_RELA;
      if (is_relocation && section.info == *index && section.size != 0) {
        return fail("section '{}': the relocations of '{}' are for what it holds now", content.name,
                    section.name);
      }
    }
    headers_[*index].sh_type = SHT_PROGBITS;
    headers_[*index].sh_flags &= ~GElf_Xword{SHF_COMPRESSED};
    moved_[*index] = true;
    return {};
  }

  uint64_t header_size() const { return file_.is_64() ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr); }
  uint64_t end_of_what_stays() const {
    uint64_t end = header_size();
    for (const Range& segment : segments_) end = std::max(end, segment.end());
    for (size_t i = 1; i < file_.sections().size(); ++i) {
      if (!moved_[i]) end = std::max(end, range_of(i).end());
    }
    return end;
  }

  void pad(uint64_t alignment) {
    uint64_t position = kept_ + tail_.position();
    tail_.bytes(std::vector<std::byte>(aligned(position, alignment) - position));
  }

  Result<void> write(size_t index, Bytes bytes) {
    GElf_Shdr& shdr = headers_[index];
    uint64_t alignment = std::max<uint64_t>(shdr.sh_addralign, 1);
    if (!std::has_single_bit(alignment) || alignment > kMaxAlignment) {
      return fail("section '{}': its alignment is {}, a power of 2 up to {} expected",
                  name_table_.c_str() + shdr.sh_name, alignment, kMaxAlignment);
    }
    pad(index == names_ ? alignment : std::max(alignment, kAlignment));
    shdr.sh_offset = kept_ + tail_.position();
    shdr.sh_size = bytes.size();
    tail_.bytes(bytes);
    return {};
  }

  // 4 bytes in a 32-bit file, 8 in a 64-bit one.
  void word(ByteWriter& writer, uint64_t value) const {
    if (file_.is_64()) {
      writer.u64(value);
    } else {
      writer.u32(static_cast<uint32_t>(value));
    }
  }

  // Returns where they begin.
  uint64_t write_headers() {
    // Counts that the ELF header has no room for are in section 0.
    if (headers_.size() >= SHN_LORESERVE) headers_[0].sh_size = headers_.size();
    if (names_ >= SHN_LORESERVE) headers_[0].sh_link = static_cast<GElf_Word>(names_);
    pad(kAlignment);
    uint64_t begin = kept_ + tail_.position();
    for (const GElf_Shdr& shdr : headers_) {
      tail_.u32(shdr.sh_name);
      tail_.u32(shdr.sh_type);
      for (uint64_t value : {shdr.sh_flags, shdr.sh_addr, shdr.sh_offset, shdr.sh_size}) {
        word(tail_, value);
      }
      tail_.u32(shdr.sh_link);
      tail_.u32(shdr.sh_info);
      word(tail_, shdr.sh_addralign);
      word(tail_, shdr.sh_entsize);
    }
    return begin;
  }

  // The old one with the new place and size of the table of section headers.
  std::vector<std::byte> new_header(uint64_t table) const {
    bool is_64 = file_.is_64();
    Bytes old = file_.bytes().first(header_size());
    size_t table_at = is_64 ? offsetof(Elf64_Ehdr, e_shoff) : offsetof(Elf32_Ehdr, e_shoff);
    size_t size_at = is_64 ? offsetof(Elf64_Ehdr, e_shentsize) : offsetof(Elf32_Ehdr, e_shentsize);
    size_t flags_at = table_at + (is_64 ? sizeof(Elf64_Off) : sizeof(Elf32_Off));
    ByteWriter writer(file_.endian());
    writer.bytes(old.first(table_at));
    word(writer, table);
    writer.bytes(old.subspan(flags_at, size_at - flags_at));
    writer.u16(is_64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
    writer.u16(headers_.size() < SHN_LORESERVE ? static_cast<uint16_t>(headers_.size()) : 0);
    writer.u16(names_ < SHN_LORESERVE ? static_cast<uint16_t>(names_) : SHN_XINDEX);
    return std::move(writer).take();
  }

  const File& file_;
  GElf_Ehdr header_{};
  size_t names_ = 0;        // the section of the sections' names
  std::string name_table_;  // new names go behind the old ones, so that old offsets stay valid
  std::vector<GElf_Shdr> headers_;
  std::vector<bool> moved_;      // by section: it is in the tail
  std::vector<Range> segments_;  // and their headers
  uint64_t kept_ = 0;
  ByteWriter tail_;
};

}  // namespace

Result<Splice> splice(const File& file, std::span<const SectionContent> contents) {
  return Splicer(file).run(contents);
}

}  // namespace btfkit::elf
