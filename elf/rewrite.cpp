#include "elf/rewrite.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace btfkit::elf {
namespace {

std::unexpected<Error> elf_failure(std::string_view what) {
  return fail("writing an ELF file: {}: {}", what, elf_errmsg(-1));
}

// A descriptor, as libelf wants one for a file to write. Nothing is written to it: libelf lays the
// file out, and takes a call to the kernel or two for each section if it also writes it.
class NoFile {
 public:
  NoFile() : fd_(open("/dev/null", O_WRONLY | O_CLOEXEC)) {}
  NoFile(const NoFile&) = delete;
  NoFile& operator=(const NoFile&) = delete;
  ~NoFile() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

// Gives `scn` these bytes as they are, without translation of their byte order. libelf keeps the
// pointer until the file is written.
Result<void> set_raw_data(Elf_Scn* scn, Bytes bytes, uint64_t alignment) {
  Elf_Data* data = elf_newdata(scn);
  if (!data) return elf_failure("section data");
  data->d_buf = const_cast<std::byte*>(bytes.data());
  data->d_size = bytes.size();
  data->d_type = ELF_T_BYTE;
  data->d_align = alignment ? alignment : 1;
  return {};
}

// `new_names` are offsets into the section names, by section.
Result<void> copy_section(Elf* out, const File& file, const Section& section, const Edits& edits,
                          const std::map<uint32_t, uint32_t>& new_names) {
  Elf_Scn* scn = elf_newscn(out);
  GElf_Shdr header;
  if (!scn || !gelf_getshdr(elf_getscn(file.handle(), section.index), &header)) {
    return elf_failure(fmt::format("section '{}'", section.name));
  }
  // libelf fills what alignment leaves open, so that a crafted one would become that many bytes.
  constexpr uint64_t kMaxAlignment = 1 << 16;
  if (header.sh_addralign > kMaxAlignment) {
    return fail("section '{}': its alignment is {}, at most {} expected", section.name,
                header.sh_addralign, kMaxAlignment);
  }
  auto renamed = new_names.find(section.index);
  if (renamed != new_names.end()) header.sh_name = renamed->second;
  auto replaced = edits.replaced.find(section.index);
  Bytes bytes = replaced == edits.replaced.end() ? section.data : Bytes(replaced->second);
  BTFKIT_CHECK(set_raw_data(scn, bytes, header.sh_addralign));
  if (header.sh_type == SHT_NOBITS) {
    Elf_Data* data = elf_getdata(scn, nullptr);
    data->d_size = header.sh_size;
  }
  if (!gelf_update_shdr(scn, &header)) {
    return elf_failure(fmt::format("section '{}'", section.name));
  }
  return {};
}

// Writes structs of libelf's `type` in the file's byte order.
Result<void> put(Elf* out, std::span<std::byte> to, const void* structs, size_t size, Elf_Type type,
                 unsigned encoding) {
  Elf_Data source{};
  source.d_buf = const_cast<void*>(structs);
  source.d_size = size;
  source.d_type = type;
  source.d_version = EV_CURRENT;
  Elf_Data target = source;
  target.d_buf = to.data();
  target.d_size = to.size();
  if (!gelf_xlatetof(out, &target, &source, encoding)) return elf_failure("headers");
  return {};
}

// The two classes of ELF files in libelf.
struct Class32 {
  using Ehdr = Elf32_Ehdr;
  using Shdr = Elf32_Shdr;
  static Ehdr* header(Elf* elf) { return elf32_getehdr(elf); }
  static Shdr* header(Elf_Scn* section) { return elf32_getshdr(section); }
};
struct Class64 {
  using Ehdr = Elf64_Ehdr;
  using Shdr = Elf64_Shdr;
  static Ehdr* header(Elf* elf) { return elf64_getehdr(elf); }
  static Shdr* header(Elf_Scn* section) { return elf64_getshdr(section); }
};

// The bytes of a file that libelf has laid out.
template <typename Class>
Result<std::vector<std::byte>> bytes_of(Elf* out, size_t size) {
  std::vector<std::byte> bytes(size);
  const typename Class::Ehdr* header = Class::header(out);
  size_t count = 0;
  if (!header || elf_getshdrnum(out, &count) != 0) return elf_failure("layout");
  unsigned encoding = header->e_ident[EI_DATA];
  std::span all(bytes);
  BTFKIT_CHECK(put(out, all.first(sizeof *header), header, sizeof *header, ELF_T_EHDR, encoding));
  std::vector<typename Class::Shdr> sections;
  for (size_t index = 0; index < count; ++index) {
    Elf_Scn* section = elf_getscn(out, index);
    const typename Class::Shdr* each = section ? Class::header(section) : nullptr;
    if (!each) return elf_failure(fmt::format("section [{}]", index));
    sections.push_back(*each);
    const Elf_Data* data = elf_getdata(section, nullptr);
    if (!data || !data->d_buf || data->d_size == 0 || each->sh_type == SHT_NOBITS) continue;
    std::memcpy(all.subspan(each->sh_offset, data->d_size).data(), data->d_buf, data->d_size);
  }
  BTFKIT_CHECK(put(out, all.subspan(header->e_shoff, count * sizeof(typename Class::Shdr)),
                   sections.data(), count * sizeof(typename Class::Shdr), ELF_T_SHDR, encoding));
  return bytes;
}

}  // namespace

Result<std::vector<std::byte>> rewrite(const File& file, Edits edits) {
  if (file.type() != ET_REL) return fail("only a relocatable object can be rewritten");
  NoFile no_file;
  if (no_file.fd() < 0) return fail("/dev/null: {}", std::strerror(errno));
  std::unique_ptr<Elf, int (*)(Elf*)> out(elf_begin(no_file.fd(), ELF_C_WRITE, nullptr), elf_end);
  if (!out) return elf_failure("start");

  GElf_Ehdr header;
  if (!gelf_getehdr(file.handle(), &header)) return elf_failure("header");
  // A relocatable object has no program headers.
  header.e_phoff = 0;
  header.e_phnum = 0;
  header.e_phentsize = 0;
  if (!gelf_newehdr(out.get(), file.is_64() ? ELFCLASS64 : ELFCLASS32) ||
      !gelf_update_ehdr(out.get(), &header)) {
    return elf_failure("header");
  }

  size_t names_index = 0;
  if (elf_getshdrstrndx(file.handle(), &names_index) != 0) return elf_failure("section names");
  if (names_index == 0 || names_index >= file.sections().size()) {
    return fail("ELF header: section [{}] of the section names is not there", names_index);
  }

  // New names go behind the old ones, so that all old offsets stay valid. The string table may
  // serve symbols too, which doesn't matter to them.
  std::vector<std::byte>& names = edits.replaced
                                      .try_emplace(static_cast<uint32_t>(names_index),
                                                   file.sections()[names_index].data.begin(),
                                                   file.sections()[names_index].data.end())
                                      .first->second;
  auto add_name = [&](std::string_view name) {
    auto offset = static_cast<uint32_t>(names.size());
    for (char c : name) names.push_back(static_cast<std::byte>(c));
    names.push_back(std::byte{0});
    return offset;
  };
  std::map<uint32_t, uint32_t> new_names;
  for (const auto& [index, name] : edits.renamed) new_names[index] = add_name(name);
  std::vector<uint32_t> name_offsets;
  for (const NewSection& section : edits.added) name_offsets.push_back(add_name(section.name));

  for (const Section& section : file.sections()) {
    if (section.index != 0) BTFKIT_CHECK(copy_section(out.get(), file, section, edits, new_names));
  }
  for (size_t i = 0; i < edits.added.size(); ++i) {
    const NewSection& section = edits.added[i];
    Elf_Scn* scn = elf_newscn(out.get());
    if (!scn) return elf_failure(fmt::format("section '{}'", section.name));
    BTFKIT_CHECK(set_raw_data(scn, section.data, section.alignment));
    GElf_Shdr added{};
    added.sh_name = name_offsets[i];
    added.sh_type = section.type;
    added.sh_flags = section.flags;
    added.sh_addralign = section.alignment;
    if (!gelf_update_shdr(scn, &added)) {
      return elf_failure(fmt::format("section '{}'", section.name));
    }
  }

  int64_t size = elf_update(out.get(), ELF_C_NULL);
  if (size < 0) return elf_failure("layout");
  return file.is_64() ? bytes_of<Class64>(out.get(), static_cast<size_t>(size))
                      : bytes_of<Class32>(out.get(), static_cast<size_t>(size));
}

}  // namespace btfkit::elf
