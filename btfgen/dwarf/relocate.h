// The relocations of debug info. A kernel module has hundreds of thousands of them, more work than
// all the rest of reading it, so they are applied where the tables lie.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "elf/file.h"
#include "support/error.h"

namespace btfkit::dwarf {

// What a relocation does with symbol + addend. Those but kStore are of machines whose linker moves
// code while it links, so that a distance is a sum of two relocations.
enum class RelocationAction : uint8_t {
  kUnknown,
  kNothing,
  kStore,
  kAdd,
  kSubtract,
  kStoreLow6,  // into the lower 6 bits of a byte
  kSubtractLow6,
  kStoreUleb128,  // as long as the number that is there
  kSubtractUleb128,
  kAddUleb128,
};

struct RelocationRule {
  RelocationAction action;
  uint8_t width;  // bytes; 0 where it doesn't count
};

class Relocator {
 public:
  // `moved` tells by how many bytes a section lies behind where its symbols say: what is loaded has
  // got an address, and debug sections of one name were joined.
  static Result<Relocator> create(const elf::File& file,
                                  const std::function<uint64_t(uint32_t section)>& moved);

  // Applies the relocations of `table`, a SHT_REL or SHT_RELA of the file, to the bytes of the
  // section that it is for. Errors name the relocation.
  Result<void> apply(const elf::Section& table, std::span<std::byte> bytes) const;

 private:
  static constexpr size_t kTypes = 512;  // more than the number of any type that counts here

  Relocator(const elf::File& file) : file_(file) {}

  struct Entry {
    uint64_t offset;
    uint32_t type;
    uint32_t symbol;
    uint64_t addend;
  };
  template <typename Word, bool has_addend, Endian endian>
  Result<void> apply_all(Bytes table, std::span<std::byte> bytes) const;
  template <Endian endian>
  Result<void> apply_one(const Entry& entry, bool has_addend, std::span<std::byte> bytes) const;

  const elf::File& file_;
  std::vector<uint64_t> values_;  // by symbol
  std::array<RelocationRule, kTypes> rules_{};
  bool is_known_machine_ = false;
};

}  // namespace btfkit::dwarf
