// Sections put into an ELF file of any type, with nothing that is in it moved: into a kernel or a
// program whose segments must stay where they are, or into a large file that need not be in memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "elf/file.h"

namespace btfkit::elf {

struct SectionContent {
  std::string name;
  Bytes data;
};

// A file made of another one: its first `kept` bytes, where `header` stands in place of as many of
// them at the start, and `tail` behind them.
struct Splice {
  std::vector<std::byte> header;
  uint64_t kept = 0;
  std::vector<std::byte> tail;
};

// `file` with `contents` as the sections of their names. One that is there already keeps its number
// and its header but for place and size; a new one is the last and has what `objcopy --add-section`
// gives it: SHT_PROGBITS, no flags, an alignment of 1. All other sections stay as they are, byte by
// byte. Fails for a section that is part of a segment, so that it can't get another size, and for
// one that relocations apply to.
Result<Splice> splice(const File& file, std::span<const SectionContent> contents);

}  // namespace btfkit::elf
