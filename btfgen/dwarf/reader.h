// The seam between what reads DWARF and what makes BTF of it: compilation units as streams of DIEs,
// in the order of the file, each reduced to the attributes that encode needs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "dwarf/tag.h"
#include "support/bytes.h"
#include "support/error.h"

namespace btfkit::dwarf {

struct Sections;

// A DIE's position in .debug_info. Those of .debug_types (DWARF 4) continue behind its last byte,
// so that one number names any DIE of a file.
enum class DieOffset : uint64_t {};
constexpr uint64_t number(DieOffset offset) {
  return static_cast<uint64_t>(offset);
}

// A constant: its value extended to 64 bits by the sign that its form has.
struct Constant {
  uint64_t bits;
  bool is_negative;
};

// Attributes that a DIE doesn't have, or has in a form that doesn't make sense, are empty. Strings
// live as long as the reader.
struct Die {
  DieOffset offset{};
  Tag tag{};
  uint32_t depth = 0;  // 0 is the unit's own DIE

  std::string_view name;
  std::string_view linkage_name;
  std::optional<DieOffset> type;
  std::optional<DieOffset> specification;
  std::optional<DieOffset> abstract_origin;
  std::optional<DieOffset> signature;  // the definition, in a type unit

  std::optional<uint64_t> byte_size;
  std::optional<uint64_t> bit_size;
  std::optional<uint64_t> member_location;  // bytes from the start of the composite
  std::optional<uint64_t> data_bit_offset;
  std::optional<Constant> bit_offset;  // before DWARF 4: from the most significant bit
  std::optional<Constant> lower_bound;
  std::optional<Constant> upper_bound;
  std::optional<uint64_t> count;
  std::optional<Constant> const_value;
  Encoding encoding = Encoding::kNone;

  bool is_declaration = false;
  bool is_external = false;
  bool is_prototyped = false;
  bool is_virtual = false;
  bool has_code = false;  // an address or ranges
};

enum class UnitKind { kCompile, kType, kPartial, kSkeleton };

struct Unit {
  DieOffset offset{};
  UnitKind kind = UnitKind::kCompile;
  uint16_t version = 0;
  uint8_t address_size = 0;  // bytes
  std::string_view name;
  uint32_t language = 0;        // DW_LANG_*
  std::string_view split_name;  // of the file that holds the rest of a skeleton unit
};

class Reader {
 public:
  virtual ~Reader() = default;

  // Goes to the first or next unit; false behind the last one.
  virtual Result<bool> next_unit(Unit& unit) = 0;
  // Goes to the unit's first DIE, which is the unit's own, or to the next DIE behind the last one
  // returned: its first child if it has children, else its sibling or that of an ancestor. False at
  // the end of the unit.
  virtual Result<bool> next_die(Die& die) = 0;
  // Makes next_die() pass over the children of the DIE last returned.
  virtual void skip_children() = 0;
};

// The reference reader, over libdwarf. `sections` must outlive it. libdwarf crashes on some damaged
// inputs; whoever must survive that calls it from a child process.
Result<std::unique_ptr<Reader>> open_libdwarf(const Sections& sections);

}  // namespace btfkit::dwarf
