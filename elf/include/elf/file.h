// ELF files in memory, read through libelf: 32 and 64 bits, either byte order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "support/bytes.h"
#include "support/error.h"

struct Elf;

namespace btfkit::elf {

// A section's header. `index` is its number in the file; numbers over 65,535 are resolved.
struct Section {
  uint32_t index;
  std::string_view name;
  uint32_t type;   // SHT_*
  uint64_t flags;  // SHF_*
  uint64_t address;
  uint64_t size;  // bytes
  uint32_t link;
  uint32_t info;
  Bytes data;          // the bytes in the file, compressed ones still compressed; none for NOBITS
  uint64_t alignment;  // bytes, as it is in the file
};

struct Symbol {
  std::string_view name;
  uint64_t value;
  uint64_t size;       // bytes
  uint32_t section;    // index of its section; 0 (undefined) and SHN_ABS, SHN_COMMON as they are
  uint8_t type;        // STT_*
  uint8_t binding;     // STB_*
  uint8_t visibility;  // STV_*
};

struct Relocation {
  uint64_t offset;  // into the section that it applies to
  uint32_t type;    // R_*, the machine's
  uint32_t symbol;  // index into symbols()
  int64_t addend;   // 0 in a REL section, where the addend is in the section's bytes
};

// Whether `bytes` begin with ELF's magic number.
bool is_elf(Bytes bytes);

class File {
 public:
  // `bytes` must outlive the result, whose sections and names point into them.
  static Result<File> open(Bytes bytes);

  File(File&&) noexcept;
  File& operator=(File&&) noexcept;
  ~File();

  // What it was opened from.
  Bytes bytes() const { return bytes_; }
  Endian endian() const { return endian_; }
  bool is_64() const { return is_64_; }
  uint16_t machine() const { return machine_; }  // EM_*
  uint16_t type() const { return type_; }        // ET_*

  // All sections, section 0 included, so that sections()[i].index == i.
  const std::vector<Section>& sections() const { return sections_; }
  // The first section of that name, or null.
  const Section* find_section(std::string_view name) const;

  // By section: its address. Those of an ET_REL have none yet, so that each has a place of its own
  // here, behind the one before it.
  std::vector<uint64_t> layout() const;
  // The symbols of .symtab, or none.
  Result<std::vector<Symbol>> symbols() const;
  // The relocations that a SHT_REL or SHT_RELA section holds.
  Result<std::vector<Relocation>> relocations(const Section& section) const;
  // The GNU build id of a note section, if there is one.
  std::optional<std::string> build_id() const;

  Elf* handle() const { return elf_.get(); }

 private:
  struct Closer {
    void operator()(Elf* elf) const;
  };

  File() = default;
  Result<void> read_sections();

  std::unique_ptr<Elf, Closer> elf_;
  Bytes bytes_;
  Endian endian_ = Endian::kLittle;
  bool is_64_ = false;
  uint16_t machine_ = 0;
  uint16_t type_ = 0;
  std::vector<Section> sections_;
  std::unordered_map<std::string_view, uint32_t> by_name_;  // the first of each name
};

// Finds the GNU build id among the notes in `bytes`, as in section .notes or /sys/kernel/notes.
// Returned are its raw bytes.
std::optional<std::string> find_build_id(Bytes notes, Endian endian);

}  // namespace btfkit::elf
