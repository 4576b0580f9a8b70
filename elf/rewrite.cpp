#include "elf/rewrite.h"

#include <gelf.h>
#include <libelf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace btfkit::elf {
namespace {

std::unexpected<Error> elf_failure(std::string_view what) {
  return fail("writing an ELF file: {}: {}", what, elf_errmsg(-1));
}

// A memory file for libelf, which writes to descriptors only.
class MemoryFile {
 public:
  MemoryFile() : fd_(memfd_create("btfkit-elf", MFD_CLOEXEC)) {}
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() {
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

Result<void> copy_section(Elf* out, const File& file, const Section& section, const Edits& edits) {
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

}  // namespace

Result<std::vector<std::byte>> rewrite(const File& file, const Edits& edits) {
  if (file.type() != ET_REL) return fail("only a relocatable object can be rewritten");
  MemoryFile memory;
  if (memory.fd() < 0) return fail("memory file: {}", std::strerror(errno));
  std::unique_ptr<Elf, int (*)(Elf*)> out(elf_begin(memory.fd(), ELF_C_WRITE, nullptr), elf_end);
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
  Edits all = edits;
  std::vector<std::byte>& names = all.replaced
                                      .try_emplace(static_cast<uint32_t>(names_index),
                                                   file.sections()[names_index].data.begin(),
                                                   file.sections()[names_index].data.end())
                                      .first->second;
  std::vector<uint32_t> name_offsets;
  for (const NewSection& section : all.added) {
    name_offsets.push_back(static_cast<uint32_t>(names.size()));
    for (char c : section.name) names.push_back(static_cast<std::byte>(c));
    names.push_back(std::byte{0});
  }

  for (const Section& section : file.sections()) {
    if (section.index != 0) BTFKIT_CHECK(copy_section(out.get(), file, section, all));
  }
  for (size_t i = 0; i < all.added.size(); ++i) {
    const NewSection& section = all.added[i];
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

  if (elf_update(out.get(), ELF_C_WRITE) < 0) return elf_failure("layout");
  std::vector<std::byte> bytes(static_cast<size_t>(lseek(memory.fd(), 0, SEEK_END)));
  if (pread(memory.fd(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return fail("memory file: {}", std::strerror(errno));
  }
  return bytes;
}

}  // namespace btfkit::elf
