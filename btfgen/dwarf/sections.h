// The sections with debug info of an ELF file, as a DWARF reader wants them: decompressed, and
// relocated where that is still to be done.
#pragma once

#include <string_view>
#include <vector>

#include "elf/file.h"
#include "support/bytes.h"
#include "support/error.h"
#include "support/file.h"

namespace btfkit::dwarf {

struct DebugSection {
  std::string_view name;  // ".debug_info"
  Bytes bytes;
  Content owned;  // holds `bytes` if they are not those of the file
};

struct Sections {
  Endian endian = Endian::kLittle;
  uint8_t address_size = 8;  // bytes
  std::vector<DebugSection> all;

  // The bytes of one section, or none.
  Bytes find(std::string_view name) const;
};

// Those of a linked file or an object, or those of split DWARF (.debug_info.dwo and so on).
enum class SectionSet { kWhole, kSplit };

// Collects from `file` what types and functions need. `file` must outlive the result. An object
// with several sections of one name (type units in COMDAT groups) gets one of all of them.
// Relocations of an ET_REL are applied to a private copy; those of linked files were applied by the
// linker.
Result<Sections> debug_sections(const elf::File& file, SectionSet set = SectionSet::kWhole);

}  // namespace btfkit::dwarf
