#include "elf/file.h"

#include <gelf.h>
#include <libelf.h>

#include <algorithm>
#include <bit>

namespace btfkit::elf {
namespace {

std::unexpected<Error> elf_failure(std::string_view what) {
  return fail("{}: {}", what, elf_errmsg(-1));
}

uint64_t aligned4(uint64_t value) {
  return (value + 3) & ~uint64_t{3};
}

}  // namespace

bool is_elf(Bytes bytes) {
  return as_text(bytes).starts_with("\177ELF");
}

void File::Closer::operator()(Elf* elf) const {
  elf_end(elf);
}

File::File(File&&) noexcept = default;
File& File::operator=(File&&) noexcept = default;
File::~File() = default;

Result<File> File::open(Bytes bytes) {
  if (!is_elf(bytes)) return fail("it is not an ELF file");
  // It sets a global variable, which other threads read.
  static const unsigned version = elf_version(EV_CURRENT);
  if (version == EV_NONE) return elf_failure("libelf");
  File file;
  file.bytes_ = bytes;
  // libelf takes a writable pointer but leaves the bytes alone as long as nothing is set through
  // it.
  auto* start = const_cast<char*>(reinterpret_cast<const char*>(bytes.data()));
  file.elf_.reset(elf_memory(start, bytes.size()));
  if (!file.elf_ || elf_kind(file.elf_.get()) != ELF_K_ELF) return elf_failure("ELF header");
  GElf_Ehdr header;
  if (!gelf_getehdr(file.elf_.get(), &header)) return elf_failure("ELF header");
  // libelf takes a file that is cut off before its section headers for one that has none.
  uint64_t table = uint64_t{header.e_shnum} * header.e_shentsize;
  if (header.e_shoff > bytes.size() || table > bytes.size() - header.e_shoff) {
    return fail("ELF header: section headers at {} with {} bytes are not inside the file's {}",
                header.e_shoff, table, bytes.size());
  }
  file.endian_ = header.e_ident[EI_DATA] == ELFDATA2MSB ? Endian::kBig : Endian::kLittle;
  file.is_64_ = header.e_ident[EI_CLASS] == ELFCLASS64;
  file.machine_ = header.e_machine;
  file.type_ = header.e_type;
  BTFKIT_CHECK(file.read_sections());
  // The same where section 0 counts them, as it does for 65,280 sections and more.
  if (header.e_shoff != 0 && file.sections_.empty()) {
    return fail("ELF header: section headers at {} are not inside the file's {}", header.e_shoff,
                bytes.size());
  }
  return file;
}

Result<void> File::read_sections() {
  size_t count = 0;
  size_t names = 0;
  if (elf_getshdrnum(elf_.get(), &count) != 0) return elf_failure("section headers");
  if (elf_getshdrstrndx(elf_.get(), &names) != 0) return elf_failure("section names");
  sections_.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    auto index = static_cast<uint32_t>(i);
    Elf_Scn* scn = elf_getscn(elf_.get(), i);
    GElf_Shdr header;
    if (!scn || !gelf_getshdr(scn, &header)) {
      return elf_failure(fmt::format("section [{}]", index));
    }
    const char* name = i == 0 ? "" : elf_strptr(elf_.get(), names, header.sh_name);
    if (!name) return elf_failure(fmt::format("section [{}]: its name", index));
    Bytes data;
    if (header.sh_type != SHT_NOBITS && header.sh_type != SHT_NULL) {
      if (header.sh_offset > bytes_.size() || header.sh_size > bytes_.size() - header.sh_offset) {
        return fail("section [{}] '{}': {} bytes at {} are not inside the file's {}", index, name,
                    header.sh_size, header.sh_offset, bytes_.size());
      }
      data = bytes_.subspan(header.sh_offset, header.sh_size);
    }
    sections_.push_back({index, name, header.sh_type, header.sh_flags, header.sh_addr,
                         header.sh_size, header.sh_link, header.sh_info, data,
                         header.sh_addralign});
    by_name_.try_emplace(name, index);
  }
  return {};
}

const Section* File::find_section(std::string_view name) const {
  auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &sections_[found->second];
}

std::vector<uint64_t> File::layout() const {
  // Behind what a symbol's value can be that is in no section.
  constexpr uint64_t kBegin = 1 << 16;
  constexpr uint64_t kMaxAlignment = 1 << 20;
  std::vector<uint64_t> addresses;
  uint64_t end = kBegin;
  for (const Section& section : sections_) {
    if (type_ != ET_REL || !(section.flags & SHF_ALLOC)) {
      addresses.push_back(section.address);
      continue;
    }
    if (std::has_single_bit(section.alignment) && section.alignment <= kMaxAlignment) {
      end = (end + section.alignment - 1) & ~(section.alignment - 1);
    }
    addresses.push_back(end);
    end += section.size;
  }
  return addresses;
}

Result<std::vector<Symbol>> File::symbols() const {
  std::vector<Symbol> symbols;
  auto table = std::ranges::find(sections_, uint32_t{SHT_SYMTAB}, &Section::type);
  if (table == sections_.end()) return symbols;
  auto extended = std::ranges::find_if(sections_, [&](const Section& section) {
    return section.type == SHT_SYMTAB_SHNDX && section.link == table->index;
  });
  Elf_Data* data = elf_getdata(elf_getscn(elf_.get(), table->index), nullptr);
  if (!data) return elf_failure("section '.symtab'");
  Elf_Data* extended_data = extended == sections_.end()
                                ? nullptr
                                : elf_getdata(elf_getscn(elf_.get(), extended->index), nullptr);

  size_t count = data->d_size / gelf_fsize(elf_.get(), ELF_T_SYM, 1, EV_CURRENT);
  symbols.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    GElf_Sym symbol;
    Elf32_Word extended_index = 0;
    if (!gelf_getsymshndx(data, extended_data, static_cast<int>(i), &symbol, &extended_index)) {
      return elf_failure(fmt::format("section '.symtab': symbol [{}]", i));
    }
    const char* name = elf_strptr(elf_.get(), table->link, symbol.st_name);
    if (!name) return elf_failure(fmt::format("section '.symtab': name of symbol [{}]", i));
    if (symbol.st_shndx == SHN_XINDEX && !extended_data) {
      return fail(
          "section '.symtab': symbol [{}] '{}' has the number of its section in a table "
          "that is not there",
          i, name);
    }
    uint32_t section = symbol.st_shndx == SHN_XINDEX ? extended_index : symbol.st_shndx;
    bool reserved = symbol.st_shndx >= SHN_LORESERVE && symbol.st_shndx != SHN_XINDEX;
    if (!reserved && section >= sections_.size()) {
      return fail("section '.symtab': symbol [{}] '{}' is in section {}, the last is {}", i, name,
                  section, sections_.size() - 1);
    }
    symbols.push_back({name, symbol.st_value, symbol.st_size, section,
                       static_cast<uint8_t>(GELF_ST_TYPE(symbol.st_info)),
                       static_cast<uint8_t>(GELF_ST_BIND(symbol.st_info)),
                       static_cast<uint8_t>(GELF_ST_VISIBILITY(symbol.st_other))});
  }
  return symbols;
}

Result<std::vector<Relocation>> File::relocations(const Section& section) const {
  std::vector<Relocation> relocations;
  bool with_addend = section.type == SHT_RELA;
  Elf_Data* data = elf_getdata(elf_getscn(elf_.get(), section.index), nullptr);
  if (!data) return elf_failure(fmt::format("section '{}'", section.name));
  size_t entry = gelf_fsize(elf_.get(), with_addend ? ELF_T_RELA : ELF_T_REL, 1, EV_CURRENT);
  size_t count = data->d_size / entry;
  relocations.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    GElf_Rela rela{};
    if (with_addend) {
      if (!gelf_getrela(data, static_cast<int>(i), &rela)) {
        return elf_failure(fmt::format("section '{}': relocation [{}]", section.name, i));
      }
    } else {
      GElf_Rel rel;
      if (!gelf_getrel(data, static_cast<int>(i), &rel)) {
        return elf_failure(fmt::format("section '{}': relocation [{}]", section.name, i));
      }
      rela.r_offset = rel.r_offset;
      rela.r_info = rel.r_info;
    }
    relocations.push_back({rela.r_offset, static_cast<uint32_t>(GELF_R_TYPE(rela.r_info)),
                           static_cast<uint32_t>(GELF_R_SYM(rela.r_info)), rela.r_addend});
  }
  return relocations;
}

std::optional<std::string> File::build_id() const {
  for (const Section& section : sections_) {
    if (section.type != SHT_NOTE) continue;
    if (auto id = find_build_id(section.data, endian_)) return id;
  }
  return std::nullopt;
}

std::optional<std::string> find_build_id(Bytes notes, Endian endian) {
  ByteReader reader(notes, endian);
  while (!reader.at_end()) {
    auto name_size = reader.u32();
    auto data_size = reader.u32();
    auto type = reader.u32();
    if (!name_size || !data_size || !type) return std::nullopt;
    auto name = reader.bytes(aligned4(*name_size));
    auto data = reader.bytes(aligned4(*data_size));
    if (!name || !data) return std::nullopt;
    if (*type == NT_GNU_BUILD_ID && as_text(*name).starts_with(std::string_view("GNU\0", 4))) {
      return std::string(as_text(data->first(*data_size)));
    }
  }
  return std::nullopt;
}

}  // namespace btfkit::elf
