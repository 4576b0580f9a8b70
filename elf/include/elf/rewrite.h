// A changed copy of an ELF object.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "elf/file.h"

namespace btfkit::elf {

struct NewSection {
  std::string name;
  uint32_t type;   // SHT_*
  uint64_t flags;  // SHF_*
  uint64_t alignment;
  std::vector<std::byte> data;
};

struct Edits {
  std::map<uint32_t, std::vector<std::byte>> replaced;  // section index -> its new bytes
  std::map<uint32_t, std::string> renamed;              // section index -> its new name
  std::vector<NewSection> added;                        // appended, in this order
};

// The bytes of `file` with `edits` made. Sections keep their numbers, so that symbols, links and
// relocations stay right; offsets in the file are laid out anew. Only relocatable objects (ET_REL)
// can be rewritten, since nothing in them depends on file offsets.
Result<std::vector<std::byte>> rewrite(const File& file, Edits edits);

}  // namespace btfkit::elf
